package dev.isthmus.server.journal;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.util.Arrays;

/**
 * Numbers as text, with no more digits than it takes to read the very same number again.
 *
 * <p>Shape: candidates are alike in many of their numbers, and digits cost more than looking, so
 * the text of some that were written last is kept, each at the place that its bits choose. Threads:
 * one.
 */
final class NumberText {
  private static final int PLACE_BITS = 8;

  /** 2^64 over the golden ratio: numbers that differ in few bits fall far apart. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final long[] bits = new long[1 << PLACE_BITS];
  private final String[] texts = new String[1 << PLACE_BITS];

  NumberText() {
    Arrays.fill(texts, digits(Double.longBitsToDouble(0)));
  }

  /** The text of {@code value}, which is finite. */
  String text(double value) {
    long wanted = Double.doubleToRawLongBits(value);
    int place = (int) ((wanted * SPREAD) >>> (Long.SIZE - PLACE_BITS));
    if (bits[place] != wanted) {
      bits[place] = wanted;
      texts[place] = digits(value);
    }
    return texts[place];
  }

  private static String digits(double value) {
    return NumberOutput.toString(value, true);
  }
}
