package dev.isthmus.core.bytes;

import org.jspecify.annotations.Nullable;

/** Whole numbers as headers hold them: digits alone, no sign and no spaces. */
public final class Digits {
  private Digits() {}

  /** The number that {@code text} is in at most {@code most} digits; −1 where it is none. */
  public static long number(@Nullable String text, int most) {
    boolean number =
        text != null
            && !text.isEmpty()
            && text.length() <= most
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Long.parseLong(text) : -1;
  }
}
