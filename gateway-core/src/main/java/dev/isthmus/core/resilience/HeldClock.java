package dev.isthmus.core.resilience;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Shows Resilience4j the time that our caller named, so that time has one owner.
 *
 * <p>It never goes back: two threads may come in another order than they read their tickers, and
 * the time window would forget what it counted. Threads: its breaker's lock guards it.
 */
final class HeldClock extends Clock {
  private long nowNanos;

  HeldClock(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  /** Moves on to {@code nanos} unless that is past, and answers the time held. */
  long advanceTo(long nanos) {
    if (nanos - nowNanos > 0) {
      nowNanos = nanos;
    }
    return nowNanos;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochSecond(0, nowNanos);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
