package dev.isthmus.core.govern;

import dev.isthmus.core.call.HotPath;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit per minute that fills up continuously and holds one minute's worth.
 *
 * <p>Shape: kept as one time, at which the bucket will be full again (the "generic cell rate
 * algorithm"): taking {@code n} moves it on by n minutes / limit, and nothing needs a timer. Over
 * any window of w minutes at most limit × (1 + w) is taken, and what is put back may be taken once
 * more. Units: times in nanoseconds of the ticker. Threads: any; one atomic word, no lock, no
 * allocation.
 */
final class TokenBucket {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  /** Nobody waits longer for one call's debt; it also keeps sums of times within a long. */
  private static final long DAY_NANOS = 86_400_000_000_000L;

  private static final double NANOS_PER_MILLI = 1e6;

  /** A remainder of 5.9999999 is 6: costs are rounded to whole nanoseconds. */
  private static final double ROUNDING = 1e-6;

  private final long limit;
  private final AtomicLong fullAtNanos;

  /** Full at the start. */
  TokenBucket(long limit, long nowNanos) {
    this(limit, new AtomicLong(nowNanos));
  }

  private TokenBucket(long limit, AtomicLong fullAtNanos) {
    this.limit = limit;
    this.fullAtNanos = fullAtNanos;
  }

  /**
   * The same bucket under another limit: as full as it is, in parts of the limit. Both may be used
   * side by side, and what was taken from one is put back there.
   */
  TokenBucket withLimit(long other) {
    return other == limit ? this : new TokenBucket(other, fullAtNanos);
  }

  /** Takes {@code amount}, at most the limit; answers 0, or after how many nanoseconds to ask. */
  @HotPath
  long take(long amount, long nowNanos) {
    long cost = nanos(amount);
    while (true) {
      long seen = fullAtNanos.get();
      long next = later(seen, nowNanos) + cost;
      long wait = next - nowNanos - MINUTE_NANOS;
      if (wait > 0) {
        return wait;
      }
      if (fullAtNanos.compareAndSet(seen, next)) {
        return 0;
      }
    }
  }

  /** Puts back what was taken and not used. */
  @HotPath
  void putBack(long amount) {
    fullAtNanos.addAndGet(-nanos(amount));
  }

  /** Charges what was used beyond what was taken: the bucket may go below empty. */
  @HotPath
  void charge(long amount, long nowNanos) {
    long cost = nanos(amount);
    long seen;
    do {
      seen = fullAtNanos.get();
    } while (!fullAtNanos.compareAndSet(seen, later(seen, nowNanos) + cost));
  }

  long limit() {
    return limit;
  }

  boolean isFull(long nowNanos) {
    return fullAtNanos.get() - nowNanos <= 0;
  }

  /** What could be taken now. */
  long remaining(long nowNanos) {
    long missing = Math.max(0, fullAtNanos.get() - nowNanos);
    double free = (double) (MINUTE_NANOS - missing) * limit / MINUTE_NANOS;
    return Math.max(0, (long) Math.floor(free + ROUNDING));
  }

  /** In how many milliseconds it is full again if nobody takes anything. */
  long resetMillis(long nowNanos) {
    return (long) Math.ceil(Math.max(0, fullAtNanos.get() - nowNanos) / NANOS_PER_MILLI);
  }

  private long nanos(long amount) {
    return (long) Math.min((double) amount * MINUTE_NANOS / limit, DAY_NANOS);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }
}
