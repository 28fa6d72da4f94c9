package dev.isthmus.core.signal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A counter that starts again each minute. In no minute of ours is more taken than the limit; the
 * provider's minutes may begin at other seconds, which nobody tells us.
 *
 * <p>Shape: the number of the minute since the beginning, in the upper 24 bits (32 years), and what
 * was taken in it, in one {@code long}.
 */
final class MinuteMeter implements Meter {
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int AMOUNT_BITS = 40;
  private static final long AMOUNT_MASK = (1L << AMOUNT_BITS) - 1;

  private final long limit;
  private final long originNanos;
  private final AtomicLong state = new AtomicLong();

  MinuteMeter(long limit, long nowNanos) {
    this.limit = limit;
    this.originNanos = nowNanos;
  }

  @Override
  public boolean tryTake(long amount, long nowNanos) {
    while (true) {
      long was = state.get();
      long minute = minute(was, nowNanos);
      long taken = taken(was, minute) + amount;
      if (taken > limit) {
        return false;
      }
      if (state.compareAndSet(was, pack(minute, taken))) {
        return true;
      }
    }
  }

  @Override
  public void take(long amount, long nowNanos) {
    change(amount, nowNanos);
  }

  @Override
  public void giveBack(long amount, long takenNanos, long nowNanos) {
    if (minute(takenNanos) == minute(nowNanos)) {
      change(-amount, nowNanos);
    }
  }

  @Override
  public double left(long nowNanos) {
    return (double) room(nowNanos) / limit;
  }

  @Override
  public long room(long nowNanos) {
    long now = state.get();
    return Math.max(0, limit - taken(now, minute(now, nowNanos)));
  }

  @Override
  public long limit() {
    return limit;
  }

  private void change(long amount, long nowNanos) {
    long was;
    long next;
    do {
      was = state.get();
      long minute = minute(was, nowNanos);
      next = pack(minute, Math.min(AMOUNT_MASK, Math.max(0, taken(was, minute) + amount)));
    } while (!state.compareAndSet(was, next));
  }

  private long minute(long nowNanos) {
    return Math.max(0, nowNanos - originNanos) / MINUTE_NANOS;
  }

  /** A thread that read its clock just before the minute turned must not turn it back. */
  private long minute(long state, long nowNanos) {
    return Math.max(state >>> AMOUNT_BITS, minute(nowNanos));
  }

  /**
   * Nothing where {@code state} is of an earlier minute. There is no branch: in its first minute
   * the JVM would see one side of it alone, compile all of a call for that, and start again with
   * the second.
   */
  private static long taken(long state, long minute) {
    long later = minute - (state >>> AMOUNT_BITS);
    return state & AMOUNT_MASK & ~(-later >> (Long.SIZE - 1));
  }

  private static long pack(long minute, long taken) {
    return (minute << AMOUNT_BITS) | taken;
  }
}
