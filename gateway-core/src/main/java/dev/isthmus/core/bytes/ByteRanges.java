package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import java.util.Arrays;

/**
 * A few ranges of one buffer, in the order in which they were found.
 *
 * <p>Units: indices, the end exclusive. Threads: one. Allocation: only where there are more ranges
 * than ever before.
 */
@HotPath
public final class ByteRanges {
  private static final int[] NONE = {};

  private int[] bounds = NONE;
  private int count;

  /** Forgets all ranges. */
  public void clear() {
    count = 0;
  }

  public void add(int start, int end) {
    int at = 2 * count;
    if (at == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * at + 2);
    }
    bounds[at] = start;
    bounds[at + 1] = end;
    count++;
  }

  public int count() {
    return count;
  }

  /** Where range {@code i} begins. */
  public int start(int i) {
    return bounds[2 * i];
  }

  /** Where range {@code i} ends. */
  public int end(int i) {
    return bounds[2 * i + 1];
  }
}
