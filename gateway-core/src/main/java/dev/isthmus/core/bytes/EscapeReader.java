package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;

/** Reads what follows a backslash in a JSON string, byte by byte. Threads: one. */
@HotPath
final class EscapeReader {
  private static final int HEX_DIGITS = 4;
  private static final int IDLE = -1;

  /** Of an escape by four digits, its backslash included. */
  private static final int UNIT_BYTES = 6;

  /** Hex digits still to come; {@link #HEX_DIGITS} + 1 before the letter after the backslash. */
  private int missing = IDLE;

  private int unit;

  /** Bytes of the escape that stands whole at the backslash {@code at}; 0 where none does. */
  static int length(byte[] bytes, int at, int to) {
    if (at > to - 2) {
      return 0;
    }
    return switch (bytes[at + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
      case 'u' -> at <= to - UNIT_BYTES && isHex(bytes, at + 2) ? UNIT_BYTES : 0;
      default -> 0;
    };
  }

  private static boolean isHex(byte[] bytes, int at) {
    return (hex(bytes[at]) | hex(bytes[at + 1]) | hex(bytes[at + 2]) | hex(bytes[at + 3])) >= 0;
  }

  /** A backslash came. */
  void start() {
    missing = HEX_DIGITS + 1;
    unit = 0;
  }

  void clear() {
    missing = IDLE;
  }

  /** Whether the escape is not over yet. */
  boolean isPending() {
    return missing > 0;
  }

  /** The UTF-16 unit that the last escape stands for. */
  int unit() {
    return unit;
  }

  /** Takes the next byte; false where it makes no escape. */
  boolean accept(int b) {
    if (missing <= HEX_DIGITS) {
      int digit = hex(b);
      unit = unit << 4 | digit;
      missing--;
      return digit >= 0;
    }
    missing = b == 'u' ? HEX_DIGITS : 0;
    unit =
        switch (b) {
          case '"', '\\', '/' -> b;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> 0;
          default -> -1;
        };
    return unit >= 0;
  }

  private static int hex(int b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int letter = b | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }
}
