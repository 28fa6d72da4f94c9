package dev.isthmus.core.resilience;

import dev.isthmus.core.call.HotPath;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls at once a deployment gets while it warms up: a few, then twice as many with each
 * that succeeds. Calls and not seconds set the pace, because with little traffic a window of time
 * would pass untried.
 *
 * <p>Shape: a new deployment starts at 2, one that came back at 1; each success doubles, a failure
 * resets to 1, and at 64 the ramp is over until {@link #restart}. Threads: any; no lock, no
 * allocation. The count of calls in flight is the asker's, so two threads that ask at the same
 * moment may both be let in.
 */
public final class SlowStart {
  /** What {@link #allowance} answers when the ramp is over. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private static final int NEW = 2;
  private static final int BACK = 1;
  private static final int RAMP_END = 64;

  private final AtomicInteger allowance = new AtomicInteger(NEW);
  private volatile boolean returning;

  /** Whether any number of calls may be in flight. */
  @HotPath
  public boolean isOver() {
    return allowance.get() == UNLIMITED;
  }

  /** Whether another call may join {@code inFlight} others. */
  @HotPath
  public boolean admits(int inFlight) {
    return inFlight < allowance.get();
  }

  /** A call succeeded. */
  @HotPath
  public void succeeded() {
    int now = allowance.get();
    while (now != UNLIMITED) {
      int next = 2 * now < RAMP_END ? 2 * now : UNLIMITED;
      if (allowance.compareAndSet(now, next)) {
        return;
      }
      now = allowance.get();
    }
  }

  /** A call failed. After the ramp this changes nothing: that is the breaker's business. */
  @HotPath
  public void failed() {
    int now = allowance.get();
    while (now != UNLIMITED && !allowance.compareAndSet(now, BACK)) {
      now = allowance.get();
    }
  }

  /** Its breaker has just closed again. */
  public void restart() {
    allowance.set(BACK);
    returning = true;
  }

  /** Whether this is the ramp of a deployment that was gone and came back. */
  @HotPath
  public boolean isReturning() {
    return returning && allowance.get() != UNLIMITED;
  }

  public int allowance() {
    return allowance.get();
  }
}
