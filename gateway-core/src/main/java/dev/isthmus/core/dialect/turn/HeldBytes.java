package dev.isthmus.core.dialect.turn;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Bytes of an answer kept until they can be read as one, on the heap, so that nobody has to free
 * them. Units: bytes. Threads: one. Errors: more than its bound is refused as MALFORMED.
 */
public final class HeldBytes {
  private static final int FIRST_BYTES = 1024;

  private final int maxBytes;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int size;

  public HeldBytes(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Borrows {@code part} and copies {@code length} of its bytes from {@code index} on. */
  public void add(ByteBuf part, int index, int length) throws TurnRefusal {
    if (length > maxBytes - size) {
      throw new TurnRefusal(
          Failure.ofProvider(
              FailureKind.MALFORMED,
              Failure.Retry.NEVER,
              "the answer holds more than " + maxBytes + " bytes in one piece"));
    }
    if (size + length > bytes.length) {
      int doubled = Math.min(maxBytes, 2 * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(size + length, doubled));
    }
    part.getBytes(index, bytes, size, length);
    size += length;
  }

  /** Leaves out the {@code length} bytes from {@code from} on. */
  void cut(int from, int length) {
    System.arraycopy(bytes, from + length, bytes, from, size - from - length);
    size -= length;
  }

  /** Whether the bytes from {@code from} on begin with {@code prefix}. */
  boolean startsWith(int from, byte[] prefix) {
    int end = from + prefix.length;
    return size >= end && Arrays.equals(bytes, from, end, prefix, 0, prefix.length);
  }

  byte at(int index) {
    return bytes[index];
  }

  void truncate(int newSize) {
    size = newSize;
  }

  /** The bytes themselves, valid up to {@link #size} and until the next change. */
  public byte[] array() {
    return bytes;
  }

  public int size() {
    return size;
  }

  /** Forgets all, and a large array with it. */
  public void clear() {
    size = 0;
    if (bytes.length > 64 * FIRST_BYTES) {
      bytes = new byte[FIRST_BYTES];
    }
  }
}
