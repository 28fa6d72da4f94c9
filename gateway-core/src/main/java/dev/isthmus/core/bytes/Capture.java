package dev.isthmus.core.bytes;

import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.HotPath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the text of one string, escapes resolved, as far as it fits. Threads: one. Errors: bytes
 * and escapes that are no Unicode text are refused.
 */
@HotPath
final class Capture {
  private final byte[] bytes;
  private final Utf8Check utf8 = new Utf8Check();
  private final SurrogateCheck surrogates = new SurrogateCheck();
  private int length;

  /** A string began and no byte of it came yet: the one before it still stands. */
  private boolean fresh;

  private boolean overflow;

  Capture(int maxBytes) {
    bytes = new byte[maxBytes];
  }

  /** Forgets everything: another document. */
  void clear() {
    length = 0;
    overflow = false;
    start();
  }

  /** A string begins. */
  void start() {
    fresh = true;
    surrogates.start();
    utf8.start();
  }

  /** A string of ASCII without escapes came, all of it. */
  void take(byte[] source, int from, int to) {
    start();
    if (from < to) {
      fresh = false;
      overflow = to - from > bytes.length;
      length = Math.min(to - from, bytes.length);
      System.arraycopy(source, from, bytes, 0, length);
    }
  }

  /** Takes the next plain byte; false where it cannot stand there. */
  boolean accept(int b) {
    append(b);
    return !surrogates.isPending() && utf8.accept(b);
  }

  /** Takes the next escaped UTF-16 unit; false where it cannot stand there. */
  boolean acceptUnit(int unit) {
    if (!utf8.isWhole() || !surrogates.accept(unit)) {
      return false;
    }
    if (!surrogates.isPending()) {
      appendCodePoint(surrogates.point());
    }
    return true;
  }

  /** Whether the string may end here. */
  boolean isWhole() {
    return !surrogates.isPending() && utf8.isWhole();
  }

  /** Whether the text is exactly {@code expected}. */
  boolean matches(byte[] expected) {
    return !overflow && Arrays.equals(bytes, 0, length, expected, 0, expected.length);
  }

  /** A hash of what fitted. */
  long hash() {
    long hash = length;
    for (int i = 0; i < length; i++) {
      hash = AffinityKey.add(hash, bytes[i]);
    }
    return hash;
  }

  /** Whether the text begins with {@code expected}, whether or not all of it fitted. */
  boolean startsWith(byte[] expected) {
    return length >= expected.length
        && Arrays.equals(bytes, 0, expected.length, expected, 0, expected.length);
  }

  /** Whether the text ends with {@code expected}. */
  boolean endsWith(byte[] expected) {
    int from = length - expected.length;
    return !overflow
        && from >= 0
        && Arrays.equals(bytes, from, length, expected, 0, expected.length);
  }

  /** Whether the string that just ended had any byte, and so stands here. */
  boolean isCurrent() {
    return !fresh;
  }

  /** The text, or null where it did not fit. */
  @Nullable String text() {
    return overflow ? null : new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private void append(int b) {
    if (fresh) {
      fresh = false;
      overflow = false;
      length = 0;
    }
    if (length == bytes.length) {
      overflow = true;
    } else {
      bytes[length++] = (byte) b;
    }
  }

  private void appendCodePoint(int point) {
    if (point < 0x80) {
      append(point);
    } else if (point < 0x800) {
      append(0xC0 | point >> 6);
      append(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
      append(0xE0 | point >> 12);
      append(0x80 | (point >> 6 & 0x3F));
      append(0x80 | (point & 0x3F));
    } else {
      append(0xF0 | point >> 18);
      append(0x80 | (point >> 12 & 0x3F));
      append(0x80 | (point >> 6 & 0x3F));
      append(0x80 | (point & 0x3F));
    }
  }
}
