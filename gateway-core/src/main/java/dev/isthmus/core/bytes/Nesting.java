package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;

/** The objects and arrays that are open, outermost first. Threads: one. */
@HotPath
final class Nesting {
  /** One bit of a long for each level. */
  static final int MAX_DEPTH = Long.SIZE;

  private final int[] places;
  private final long[] starts;
  private long arrays;
  private int depth;

  Nesting(int maxDepth) {
    if (maxDepth < 1 || maxDepth > MAX_DEPTH) {
      throw new IllegalArgumentException("maxDepth: " + maxDepth + " (expected: 1..64)");
    }
    places = new int[maxDepth];
    starts = new long[maxDepth];
  }

  void clear() {
    depth = 0;
  }

  /** Opens one more; false where it is too deep. */
  boolean open(int place, boolean array, long start) {
    if (depth == places.length) {
      return false;
    }
    long bit = 1L << depth;
    arrays = array ? arrays | bit : arrays & ~bit;
    places[depth] = place;
    starts[depth] = start;
    depth++;
    return true;
  }

  void close() {
    depth--;
  }

  int depth() {
    return depth;
  }

  /** The place of the innermost. */
  int place() {
    return places[depth - 1];
  }

  /** The offset at which the innermost began. */
  long start() {
    return starts[depth - 1];
  }

  /** Whether the innermost is an array. */
  boolean inArray() {
    return (arrays & 1L << (depth - 1)) != 0;
  }
}
