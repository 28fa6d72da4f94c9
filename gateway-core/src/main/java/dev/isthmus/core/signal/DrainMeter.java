package dev.isthmus.core.signal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket of one minute's limit that drains all the time: in t seconds no more is taken than
 * {@code limit × (1 + t/60)}.
 *
 * <p>Shape: one {@code long}, the time at which the bucket will be empty.
 */
final class DrainMeter implements Meter {
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** No single call fills the bucket for longer, however absurd its size. */
  private static final double MOST_NANOS = TimeUnit.HOURS.toNanos(1);

  private final long limit;
  private final double nanosPerUnit;
  private final AtomicLong emptyNanos;

  DrainMeter(long limit, long nowNanos) {
    this.limit = limit;
    this.nanosPerUnit = (double) MINUTE_NANOS / limit;
    this.emptyNanos = new AtomicLong(nowNanos);
  }

  @Override
  public boolean tryTake(long amount, long nowNanos) {
    if (amount > limit) {
      return false;
    }
    while (true) {
      long was = emptyNanos.get();
      long fill = Math.max(0, was - nowNanos) + cost(amount);
      if (fill > MINUTE_NANOS) {
        return false;
      }
      if (emptyNanos.compareAndSet(was, nowNanos + fill)) {
        return true;
      }
    }
  }

  @Override
  public void take(long amount, long nowNanos) {
    change(cost(amount), nowNanos);
  }

  @Override
  public void giveBack(long amount, long takenNanos, long nowNanos) {
    change(-cost(amount), nowNanos);
  }

  @Override
  public void full(long nowNanos) {
    emptyNanos.accumulateAndGet(nowNanos + MINUTE_NANOS, Math::max);
  }

  @Override
  public double left(long nowNanos) {
    long fill = Math.max(0, emptyNanos.get() - nowNanos);
    return Math.max(0, 1 - (double) fill / MINUTE_NANOS);
  }

  @Override
  public long room(long nowNanos) {
    long free = MINUTE_NANOS - Math.max(0, emptyNanos.get() - nowNanos);
    return free <= 0 ? 0 : (long) (free / nanosPerUnit);
  }

  @Override
  public long limit() {
    return limit;
  }

  private void change(long nanos, long nowNanos) {
    long was;
    long next;
    do {
      was = emptyNanos.get();
      next = nowNanos + Math.max(0, Math.max(0, was - nowNanos) + nanos);
    } while (!emptyNanos.compareAndSet(was, next));
  }

  /** Rounded up, so that many small takes do not add up to more than one large one. */
  private long cost(long amount) {
    return (long) Math.min(MOST_NANOS, Math.ceil(amount * nanosPerUnit));
  }
}
