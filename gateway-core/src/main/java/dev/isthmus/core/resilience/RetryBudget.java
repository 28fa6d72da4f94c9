package dev.isthmus.core.resilience;

import dev.isthmus.core.call.HotPath;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps retries a small part of the work under way, so that a failing provider is not buried under
 * second attempts: at most a tenth of the calls in flight, and at least three.
 *
 * <p>Which moves are charged is the caller's choice. Threads: any; one atomic word, no lock, no
 * allocation. Errors: giving back more than was taken is a bug and throws.
 */
public final class RetryBudget {
  private static final int CALLS_PER_RETRY = 10;
  private static final int RETRIES_AT_LEAST = 3;

  private static final int CALLS_SHIFT = 32;
  private static final long ONE_CALL = 1L << CALLS_SHIFT;
  private static final long RETRIES_MASK = ONE_CALL - 1;

  /** Calls in flight ‖ retries in flight. */
  private final AtomicLong word = new AtomicLong();

  @HotPath
  public void callStarted() {
    word.addAndGet(ONE_CALL);
  }

  @HotPath
  public void callEnded() {
    long seen;
    do {
      seen = word.get();
      if (seen < ONE_CALL) {
        throw new IllegalStateException("calls: ended twice (expected: once each)");
      }
    } while (!word.compareAndSet(seen, seen - ONE_CALL));
  }

  /** Takes room for one retry, to be given back by {@link #release}; false if there is none. */
  @HotPath
  public boolean tryAcquire() {
    long seen = word.get();
    while (retries(seen) < limit(seen)) {
      if (word.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = word.get();
    }
    return false;
  }

  /** The retry is over. */
  @HotPath
  public void release() {
    long seen;
    do {
      seen = word.get();
      if (retries(seen) == 0) {
        throw new IllegalStateException("retries: released twice (expected: once each)");
      }
    } while (!word.compareAndSet(seen, seen - 1));
  }

  public int callsInFlight() {
    return (int) (word.get() >> CALLS_SHIFT);
  }

  public int retriesInFlight() {
    return retries(word.get());
  }

  private static int retries(long word) {
    return (int) (word & RETRIES_MASK);
  }

  private static int limit(long word) {
    return Math.max(RETRIES_AT_LEAST, (int) (word >> CALLS_SHIFT) / CALLS_PER_RETRY);
  }
}
