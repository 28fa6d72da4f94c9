package dev.isthmus.core.govern;

import dev.isthmus.core.call.HotPath;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says when to come back to those who found no place.
 *
 * <p>It keeps a queue in which nobody stands: who is turned away takes the next number, and each
 * call that ends makes one number due. So the {@code n}-th is asked back when {@code n} places will
 * have become free at the rate of the last second or more. What is said fits the load, and those
 * who were turned away together do not come back together.
 *
 * <p>Units: milliseconds of waiting, nanoseconds of the ticker. Threads: any; atomic words, no
 * lock. Two threads that meet here may get the same number, which does no harm.
 */
final class Comeback {
  static final long SHORTEST_MILLIS = 100;
  static final long LONGEST_MILLIS = 30_000;

  private static final long WINDOW_NANOS = 1_000_000_000L;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  private final AtomicLong left = new AtomicLong();
  private final AtomicLong waiting = new AtomicLong();
  private volatile Window window;

  /** Where a window began, and how many calls ended in a second of the one before. */
  private record Window(long sinceNanos, long left, double perSecond) {}

  /**
   * @param perSecond how many calls end in a second, as long as nobody knows
   */
  Comeback(double perSecond, long nowNanos) {
    window = new Window(nowNanos, 0, perSecond);
  }

  /** A call ended. */
  @HotPath
  void left() {
    left.incrementAndGet();
    if (waiting.get() > 0) {
      waiting.decrementAndGet();
    }
  }

  /** Takes the next number, and says when it will be due. */
  long millis(long nowNanos) {
    double perSecond = rate(nowNanos);
    long most = (long) Math.ceil(perSecond * LONGEST_MILLIS / MILLIS_PER_SECOND);
    long number = waiting.get() <= 0 ? 1 : waiting.get() + 1;
    waiting.set(Math.min(number, Math.max(1, most)));
    double millis = number / perSecond * MILLIS_PER_SECOND;
    return (long) Math.max(SHORTEST_MILLIS, Math.min(millis, LONGEST_MILLIS));
  }

  /** Calls that end in a second; more than zero, so that nobody is sent away for ever. */
  private double rate(long nowNanos) {
    Window now = window;
    long past = nowNanos - now.sinceNanos();
    if (past < WINDOW_NANOS) {
      return now.perSecond();
    }
    long all = left.get();
    double perSecond = Math.max(1, (all - now.left()) * NANOS_PER_SECOND / past);
    window = new Window(nowNanos, all, perSecond);
    return perSecond;
  }
}
