package dev.isthmus.core.observe;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Whose turn it is at each place of a ring that many fill and one empties.
 *
 * <p>Shape: a place is free for lap n while its turn is n × size + place, and full at one more; a
 * full ring refuses what comes and counts it. Threads: any may {@link #claim} and {@link #publish},
 * one reads. No lock, nobody is woken, no allocation.
 */
final class Turns {
  private final AtomicLongArray turns;
  private final AtomicLong tail = new AtomicLong();
  private final LongAdder dropped = new LongAdder();
  private final int size;
  private long head;

  /**
   * @param size places, a power of two
   */
  Turns(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size: " + size + " (expected: a power of two)");
    }
    this.size = size;
    turns = new AtomicLongArray(size);
    for (int i = 0; i < size; i++) {
      turns.set(i, i);
    }
  }

  /** The claim to a free place, to be given back by {@link #publish}; −1 where all are full. */
  long claim() {
    while (true) {
      long at = tail.get();
      long turn = turns.get(place(at));
      if (turn < at) {
        drop();
        return -1;
      }
      if (turn == at && tail.compareAndSet(at, at + 1)) {
        return at;
      }
    }
  }

  /** The place of a claim. */
  int place(long claim) {
    return (int) claim & (size - 1);
  }

  /** Lets the reader have what stands in the place of a claim. */
  void publish(long claim) {
    turns.setRelease(place(claim), claim + 1);
  }

  /** The place that has been full for longest, or −1. */
  int oldest() {
    int place = place(head);
    return turns.getAcquire(place) == head + 1 ? place : -1;
  }

  /** Frees the {@link #oldest} place. */
  void free() {
    turns.setRelease(place(head), head + size);
    head++;
  }

  /** Counts one that is lost. */
  void drop() {
    dropped.increment();
  }

  long dropped() {
    return dropped.sum();
  }
}
