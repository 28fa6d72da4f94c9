package dev.isthmus.core.call;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time that stands still until a test moves it. Threads: any.
 *
 * <p>It starts seven seconds below zero, because the origin of a real ticker means nothing: code
 * that takes 0 for "never", or compares times other than by difference, fails early.
 */
public final class FakeTicker implements Ticker {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(-7);

  private final AtomicLong nowNanos;

  public FakeTicker() {
    this(START_NANOS);
  }

  public FakeTicker(long startNanos) {
    nowNanos = new AtomicLong(startNanos);
  }

  @Override
  public long nanoTime() {
    return nowNanos.get();
  }

  /** Moves on and returns the new time. */
  public long advance(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("nanos: " + nanos + " (expected: >= 0)");
    }
    return nowNanos.addAndGet(nanos);
  }

  public long advanceMillis(long millis) {
    return advance(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  public long advanceSeconds(double seconds) {
    return advance(Math.round(seconds * 1e9));
  }
}
