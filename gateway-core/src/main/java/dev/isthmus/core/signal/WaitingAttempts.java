package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The attempts that wait for their first content: how many, and for how long on average. So a
 * deployment that hangs is seen before anything ends.
 *
 * <p>Shape: a count in the upper 20 bits of one {@code long} and the sum of the starting times,
 * modulo 2⁴⁴ ticks of about a millisecond, in the lower 44; one compare-and-set changes both, so
 * the mean is never taken over a count and a sum of different moments. Bounds: a million attempts,
 * and in sum some 290 years of waiting. Threads: any; no lock, no allocation.
 */
final class WaitingAttempts {
  private static final int TICK_SHIFT = 20;
  private static final double SECONDS_PER_TICK = (1 << TICK_SHIFT) / 1e9;
  private static final int SUM_BITS = 44;
  private static final long SUM_MASK = (1L << SUM_BITS) - 1;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(WaitingAttempts.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long state;

  @HotPath
  void join(long sinceNanos) {
    change(1, sinceNanos >> TICK_SHIFT);
  }

  /** Undoes a {@link #join} with the same time. */
  @HotPath
  void leave(long sinceNanos) {
    change(-1, -(sinceNanos >> TICK_SHIFT));
  }

  int count() {
    return (int) (state >>> SUM_BITS);
  }

  /** {@code now − Σstart/count}; 0 where none waits. Negative where all began in the future. */
  @HotPath
  double meanSeconds(long nowNanos) {
    long now = state;
    long count = now >>> SUM_BITS;
    if (count == 0) {
      return 0;
    }
    long sum = count * (nowNanos >> TICK_SHIFT) - now;
    long signed = (sum << (Long.SIZE - SUM_BITS)) >> (Long.SIZE - SUM_BITS);
    return (double) signed / count * SECONDS_PER_TICK;
  }

  private void change(long attempts, long ticks) {
    long was;
    long next;
    do {
      was = state;
      next = (((was >>> SUM_BITS) + attempts) << SUM_BITS) | ((was + ticks) & SUM_MASK);
    } while (!STATE.compareAndSet(this, was, next));
  }
}
