package dev.isthmus.core.observe;

import dev.isthmus.core.call.Decision;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decisions on their way from event loops to whoever writes them down. An event loop copies a
 * finished decision and makes no text of it.
 *
 * <p>Shape: a ring of decisions that are used again and again; a full one drops what comes and
 * counts it. A place is free for lap n while its turn is n × size + place, and full at one more.
 * Threads: any may add; one takes. No lock, nobody is woken, no allocation once the places have
 * their usual size.
 */
public final class DecisionQueue {
  private final @Nullable Decision[] places;
  private final AtomicLongArray turns;
  private final AtomicLong tail = new AtomicLong();
  private final LongAdder dropped = new LongAdder();
  private final int mask;
  private long head;

  /**
   * @param size decisions that may wait, a power of two
   */
  public DecisionQueue(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size: " + size + " (expected: a power of two)");
    }
    places = new @Nullable Decision[size];
    turns = new AtomicLongArray(size);
    mask = size - 1;
    for (int i = 0; i < size; i++) {
      turns.set(i, i);
    }
  }

  /** Copies {@code decision}, which stands for 1/{@code rate} such; drops it where all is full. */
  public void add(Decision decision, double rate) {
    long at = claim();
    if (at < 0) {
      return;
    }
    int place = (int) at & mask;
    Decision copy = places[place];
    if (copy == null) {
      copy = new Decision();
      places[place] = copy;
    }
    copy.copyFrom(decision);
    copy.summary().rate = rate;
    turns.setRelease(place, at + 1);
  }

  private long claim() {
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

  /**
   * Shows the oldest decision to {@code reader}, which keeps nothing of it.
   *
   * @return whether there was one
   */
  public boolean take(Consumer<Decision> reader) {
    int place = (int) head & mask;
    Decision decision = places[place];
    if (turns.getAcquire(place) != head + 1 || decision == null) {
      return false;
    }
    try {
      reader.accept(decision);
    } finally {
      turns.setRelease(place, head + places.length);
      head++;
    }
    return true;
  }

  /** Decisions that found no place. */
  public long dropped() {
    return dropped.sum();
  }
}
