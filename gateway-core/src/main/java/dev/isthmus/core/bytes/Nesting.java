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

  Nesting() {
    this(MAX_DEPTH);
  }

  private Nesting(int room) {
    places = new int[room];
    starts = new long[room];
  }

  /** Nothing is open, nor can be. */
  static Nesting none() {
    return new Nesting(0);
  }

  void clear() {
    depth = 0;
  }

  /** Opens one more. */
  void open(int place, boolean array, long start) {
    long bit = 1L << depth;
    arrays = array ? arrays | bit : arrays & ~bit;
    places[depth] = place;
    starts[depth] = start;
    depth++;
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
