package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Until when a deployment is to be left alone.
 *
 * <p>Shape: one time that only moves on, by compare-and-set. Three rules set it:
 *
 * <ul>
 *   <li>A time that the provider <em>states</em> is kept to the nanosecond: never shorter, because
 *       it would refuse again, and never longer, because capacity that was paid for would lie idle;
 *       but at least 50 ms and at most an hour, after which it is asked again.
 *   <li>A time that we <em>infer</em> from the reset of a limit is kept up to a minute.
 *   <li>Where nothing was said we <em>guess</em>: 1 s, doubled with each refusal that comes after
 *       the last guess was over and within a minute of it, up to 30 s, each ±10 % so that gateways
 *       do not come back in step. A call that was served starts it anew.
 * </ul>
 *
 * Threads: any; no lock, no allocation. The generator must bear use by any thread.
 */
final class Cooldown {
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long MOST_STATED_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final long MOST_INFERRED_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final long FIRST_GUESS_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MOST_GUESSED_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST_DOUBLINGS = 5;
  private static final double JITTER = 0.1;

  /** More than this to go, and somebody should look. */
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(300);

  private static final VarHandle UNTIL_NANOS;

  static {
    try {
      UNTIL_NANOS = MethodHandles.lookup().findVarHandle(Cooldown.class, "untilNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final RandomGenerator random;
  private volatile long untilNanos;

  /** How often the guess was doubled; −1 after a call was served. */
  private final AtomicInteger doublings = new AtomicInteger(-1);

  Cooldown(RandomGenerator random, long nowNanos) {
    this.random = random;
    this.untilNanos = nowNanos;
  }

  @HotPath
  boolean over(long nowNanos) {
    return untilNanos - nowNanos <= 0;
  }

  /** Whether there are more than 300 s to go. */
  @HotPath
  boolean isLong(long nowNanos) {
    return untilNanos - nowNanos > LONG_NANOS;
  }

  long untilNanos() {
    return untilNanos;
  }

  Cooling stated(long millis, long nowNanos) {
    return extend(TimeUnit.MILLISECONDS.toNanos(Math.min(millis, MOST_STATED_MILLIS)), nowNanos);
  }

  Cooling inferred(long millis, long nowNanos) {
    return extend(TimeUnit.MILLISECONDS.toNanos(Math.min(millis, MOST_INFERRED_MILLIS)), nowNanos);
  }

  Cooling guessed(long nowNanos) {
    long was = untilNanos;
    long since = nowNanos - was;
    if (since < 0) {
      // It was on its way when the others were refused: the same event.
      return Cooling.UNCHANGED;
    }
    int before = since > FORGET_NANOS ? -1 : doublings.get();
    int doubled = Math.min(MOST_DOUBLINGS, before + 1);
    long guess = Math.min(MOST_GUESSED_NANOS, FIRST_GUESS_NANOS << doubled);
    long length = (long) (guess * (1 + JITTER * (2 * random.nextDouble() - 1)));
    if (!UNTIL_NANOS.compareAndSet(this, was, nowNanos + length)) {
      return Cooling.UNCHANGED;
    }
    doublings.set(doubled);
    return Cooling.COOLED;
  }

  /** A call was served; it counts if it departed after the last cooldown. */
  @HotPath
  void served(long departedNanos) {
    if (doublings.get() >= 0 && over(departedNanos)) {
      doublings.set(-1);
    }
  }

  private Cooling extend(long nanos, long nowNanos) {
    long end = nowNanos + Math.max(LEAST_NANOS, nanos);
    long was;
    do {
      was = untilNanos;
      if (end - was <= 0) {
        return Cooling.UNCHANGED;
      }
    } while (!UNTIL_NANOS.compareAndSet(this, was, end));
    boolean wasLong = was - nowNanos > LONG_NANOS;
    return nanos > LONG_NANOS && !wasLong ? Cooling.DRAINED : Cooling.COOLED;
  }
}
