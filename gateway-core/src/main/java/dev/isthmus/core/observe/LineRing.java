package dev.isthmus.core.observe;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Lines on their way from event loops to whoever writes them down.
 *
 * <p>Shape: a ring of lines that are used again and again; a full one drops what comes and counts
 * it. A place is free for lap n while its turn is n × size + place, and full at one more. Threads:
 * any may write, each line by one; one thread reads. No lock, nobody is woken, no allocation once
 * the lines have their usual length.
 */
public final class LineRing {
  private final JsonLine[] lines;
  private final AtomicLongArray turns;
  private final AtomicLong tail = new AtomicLong();
  private final LongAdder dropped = new LongAdder();
  private final int mask;
  private long head;

  /**
   * @param size lines that may wait, a power of two
   */
  public LineRing(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size: " + size + " (expected: a power of two)");
    }
    lines = new JsonLine[size];
    turns = new AtomicLongArray(size);
    mask = size - 1;
    for (int i = 0; i < size; i++) {
      turns.set(i, i);
    }
  }

  /** The number of a free place, to be given back by {@link #publish}; −1 where all are full. */
  long claim() {
    while (true) {
      long at = tail.get();
      long turn = turns.get((int) at & mask);
      if (turn < at) {
        dropped.increment();
        return -1;
      }
      if (turn == at && tail.compareAndSet(at, at + 1)) {
        return at;
      }
    }
  }

  /** The line of a claimed place. */
  JsonLine line(long at) {
    int place = (int) at & mask;
    JsonLine line = lines[place];
    if (line == null) {
      line = new JsonLine();
      lines[place] = line;
    }
    return line;
  }

  /** Lets the reader have the line of a claimed place. */
  void publish(long at) {
    turns.setRelease((int) at & mask, at + 1);
  }

  /** Lines that found no place. */
  public long dropped() {
    return dropped.sum();
  }

  /**
   * Moves as many whole lines as fit into {@code target}. A line that is longer than all of it is
   * dropped.
   *
   * @return how many bytes they take
   */
  public int drainTo(byte[] target) {
    int length = 0;
    for (JsonLine line = next(); line != null; line = next()) {
      int end = line.copyTo(target, length);
      if (end < 0 && length > 0) {
        return length;
      }
      if (end < 0) {
        dropped.increment();
      }
      length = Math.max(length, end);
      turns.setRelease((int) head & mask, head + lines.length);
      head++;
    }
    return length;
  }

  private @Nullable JsonLine next() {
    int place = (int) head & mask;
    return turns.getAcquire(place) == head + 1 ? lines[place] : null;
  }
}
