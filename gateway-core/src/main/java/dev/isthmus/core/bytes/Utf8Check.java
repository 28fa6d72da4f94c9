package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;

/**
 * Checks UTF-8 byte by byte: no overlong form, no surrogate, nothing above U+10FFFF. Threads: one.
 */
@HotPath
final class Utf8Check {
  private static final int CONTINUATION_LOW = 0x80;
  private static final int CONTINUATION_HIGH = 0xBF;

  private int missing;
  private int low;
  private int high;

  void start() {
    missing = 0;
  }

  /** Whether no character is unfinished. */
  boolean isWhole() {
    return missing == 0;
  }

  /** Takes the next byte, 0 to 255; false where it cannot stand there. */
  boolean accept(int b) {
    if (missing > 0) {
      boolean fits = b >= low && b <= high;
      missing--;
      low = CONTINUATION_LOW;
      high = CONTINUATION_HIGH;
      return fits;
    }
    if (b < 0x80) {
      return true;
    }
    missing = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
    low = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : CONTINUATION_LOW;
    high = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : CONTINUATION_HIGH;
    return b >= 0xC2 && b <= 0xF4;
  }
}
