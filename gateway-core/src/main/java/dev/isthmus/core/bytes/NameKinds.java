package dev.isthmus.core.bytes;

/**
 * Tells in one step that a head has no field of a name. A set of bits says which kinds of names are
 * there, of the 64 that a name's length and ends make; most names that are asked for are of none.
 * Names are in lower case. Threads: any; stateless.
 */
public final class NameKinds {
  private NameKinds() {}

  /** The bit of the name from {@code from} to {@code to}, which is not empty. */
  public static long of(byte[] bytes, int from, int to) {
    return of(bytes[from], bytes[to - 1], to - from);
  }

  /** The same for {@code name}; no bit where it is empty. */
  public static long of(String name) {
    int length = name.length();
    return length == 0 ? 0 : of(name.charAt(0), name.charAt(length - 1), length);
  }

  private static long of(int first, int last, int length) {
    return 1L << (first + 7 * last + 31 * length);
  }
}
