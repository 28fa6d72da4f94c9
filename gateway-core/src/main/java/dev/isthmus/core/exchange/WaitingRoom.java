package dev.isthmus.core.exchange;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many calls may wait for a deployment that is full, and with how much memory, over the whole
 * process. Whoever waits holds its request and no connection.
 *
 * <p>Units: calls, bytes. Threads: any; no lock.
 */
public final class WaitingRoom {
  /** Calls that wait at the same time; beyond them a caller is better told to come back. */
  public static final int MOST_CALLS = 1024;

  /**
   * Those who wait for one moment leave one after the other, so that the first to be refused again
   * keeps the others from asking.
   */
  static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final int maxCalls;
  private final long maxBytes;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  public WaitingRoom(int maxCalls, long maxBytes) {
    if (maxCalls < 0 || maxBytes < 0) {
      throw new IllegalArgumentException(
          "maxCalls, maxBytes: " + maxCalls + ", " + maxBytes + " (expected: >= 0)");
    }
    this.maxCalls = maxCalls;
    this.maxBytes = maxBytes;
  }

  /**
   * Takes a place for a call whose request has {@code held} bytes.
   *
   * @return how many were there before, or −1 where there is no place
   */
  int tryEnter(long held) {
    int before = calls.getAndIncrement();
    if (before < maxCalls && bytes.addAndGet(held) <= maxBytes) {
      return before;
    }
    if (before < maxCalls) {
      bytes.addAndGet(-held);
    }
    calls.decrementAndGet();
    return -1;
  }

  /** Gives back what {@link #tryEnter} took. */
  void leave(long held) {
    bytes.addAndGet(-held);
    calls.decrementAndGet();
  }

  /** Calls that wait now. */
  public int calls() {
    return calls.get();
  }
}
