package dev.isthmus.core.dialect.kserve;

import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Digits;
import dev.isthmus.core.call.HeaderView;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Scans the JSON that a body begins with, and leaves the raw tensors after it alone.
 *
 * <p>Units: bytes. Threads: one.
 */
final class JsonPart {
  /** All of the body is JSON. */
  static final long WHOLE = -1;

  /** The headers say something that two servers could read differently. */
  static final long BROKEN = -2;

  private static final int MOST_DIGITS = 10;

  private final JsonScanner scanner;
  private long bytes = WHOLE;
  private long seen;

  JsonPart(JsonScanner scanner) {
    this.scanner = scanner;
  }

  /** The length of the JSON as {@code headers} state it, {@link #WHOLE} or {@link #BROKEN}. */
  static long bytes(HeaderView headers) {
    String[] found = new String[1];
    int[] count = new int[1];
    headers.forEach(
        KserveDialect.JSON_BYTES,
        (name, value) -> {
          found[0] = value;
          count[0]++;
        });
    String value = found[0];
    if (value == null) {
      return WHOLE;
    }
    long length = Digits.number(value, MOST_DIGITS);
    return count[0] == 1 && length >= 0 ? length : BROKEN;
  }

  /** The JSON is so long; to be said before anything of the body is seen. */
  void is(long length) {
    bytes = length;
  }

  boolean isBroken() {
    return bytes == BROKEN;
  }

  /** Whether a body of {@code length}, as a header states it, has room for the JSON. */
  boolean fits(@Nullable String length) {
    long room = Digits.number(length, MOST_DIGITS);
    return room < 0 || room >= bytes;
  }

  /** Whether there is no JSON at all. */
  boolean isAbsent() {
    return bytes == 0;
  }

  /** Borrows the next part of the body. */
  @Nullable JsonError see(ByteBuf part) {
    long before = seen;
    seen += part.readableBytes();
    if (bytes == WHOLE) {
      return scanner.feed(part);
    }
    long left = Math.min(bytes - before, part.readableBytes());
    return left <= 0
        ? null
        : scanner.feed(part, part.readerIndex(), part.readerIndex() + (int) left);
  }

  /** The body is over. */
  @Nullable JsonError end() {
    if (seen < bytes) {
      return new JsonError(JsonError.Kind.TRUNCATED, seen);
    }
    return isAbsent() ? null : scanner.end();
  }

  /** Bytes of body, tensors and all. */
  long seen() {
    return seen;
  }
}
