package dev.isthmus.core.call;

import org.jspecify.annotations.Nullable;

/** Whole numbers as headers hold them: digits alone, no sign and no spaces. Threads: any. */
public final class Digits {
  /** As many as every long can have. */
  public static final int MOST = 18;

  private Digits() {}

  /** The number that {@code text} is in at most {@code most} digits; −1 where it is none. */
  public static long number(@Nullable String text, int most) {
    if (text == null || text.isEmpty() || text.length() > most) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** The same of the ASCII from {@code from} to {@code to}, in at most {@value #MOST} digits. */
  public static long number(byte[] bytes, int from, int to) {
    if (from == to || to - from > MOST) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
