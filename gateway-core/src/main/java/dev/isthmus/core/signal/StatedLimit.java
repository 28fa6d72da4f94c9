package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.LimitReport;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * What the provider last said is left, less what was reserved since it said so.
 *
 * <p>Shape: {@code room = remaining × share − (count now − count at the dispatch of the call whose
 * headers these are)}. Headers of a call dispatched before that one are ignored. A report is
 * believed if it says that 0 or more remain (0 only beside a limit, a reset or a retry-after,
 * because some answers carry zeros that mean nothing), the limit is stated or known, and it is
 * within four times of the one known; a larger change is believed when it was said three times
 * running. It holds for ten seconds from that call's dispatch, or until the stated reset if that is
 * sooner.
 *
 * <p>Threads: any. Several fields belong together, so they are guarded by a version that is odd
 * while they change: a writer that finds it odd leaves its report out, and a reader that finds it
 * changed counts the report as absent. Nobody waits, nothing allocates.
 */
final class StatedLimit {
  /** No report is in force. */
  static final long NONE = Long.MIN_VALUE;

  private static final long HOLDS_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MOST_CHANGE = 4;
  private static final int TIMES_UNTIL_BELIEVED = 3;

  private static final VarHandle VERSION;

  static {
    try {
      VERSION = MethodHandles.lookup().findVarHandle(StatedLimit.class, "version", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Dimension dimension;
  private final double share;

  private volatile long version;
  private long remaining;
  private long stamp;
  private long endNanos;

  /** The limit that we go by, −1 before any is known. */
  private long known;

  /** A limit too far from it, and how often it was stated running. */
  private long suspect;

  private int suspected;

  StatedLimit(Dimension dimension, long configured, double share, long nowNanos) {
    this.dimension = dimension;
    this.share = share;
    this.known = configured;
    this.endNanos = nowNanos;
  }

  /**
   * How much more may be reserved when the count stands at {@code count}: negative where more was
   * reserved than is left, {@link #NONE} where no report is in force.
   */
  @HotPath
  long room(long count, long nowNanos) {
    if (isOver(nowNanos)) {
      return NONE;
    }
    long before = version;
    if ((before & 1) != 0) {
      return NONE;
    }
    long left = remaining;
    long since = stamp;
    long end = endNanos;
    VarHandle.acquireFence();
    if (version != before || end - nowNanos <= 0) {
      return NONE;
    }
    return (long) (left * share) - Math.max(0, dimension.between(since, count));
  }

  /** Whether the last report holds no more, as far as can be told without waiting for a writer. */
  @HotPath
  boolean isOver(long nowNanos) {
    return endNanos - nowNanos <= 0;
  }

  /** How long the report that is in force still holds; 0 where none is. */
  long holdsNanos(long nowNanos) {
    long before = version;
    long left = endNanos - nowNanos;
    VarHandle.acquireFence();
    return (before & 1) != 0 || version != before ? 0 : Math.max(0, left);
  }

  /** The limit that we go by, of which {@code share} is ours; −1 where none is known. */
  @HotPath
  long limit() {
    long limit = known;
    return limit < 0 ? -1 : Math.max(1, (long) (limit * share));
  }

  /**
   * Notes what the head of an answer said.
   *
   * @param stamp of the call that it answers
   * @param sentNanos when that call was dispatched
   */
  @HotPath
  void report(LimitReport report, long stamp, long sentNanos, long nowNanos) {
    long left = dimension.remaining(report);
    if (left < 0 || (left == 0 && !corroborated(report))) {
      return;
    }
    long before = version;
    if ((before & 1) != 0 || !VERSION.compareAndSet(this, before, before + 1)) {
      return;
    }
    VarHandle.releaseFence();
    if (!older(stamp, nowNanos) && believable(dimension.limit(report), left)) {
      long reset = dimension.resetMillis(report);
      long holds = HOLDS_NANOS - (nowNanos - sentNanos);
      this.remaining = left;
      this.stamp = stamp;
      this.endNanos = nowNanos + (reset > 0 ? Math.min(holds, nanos(reset)) : holds);
    }
    VERSION.setRelease(this, before + 2);
  }

  /**
   * Sequence decides while a report is in force; after that any call's word is better than none.
   */
  private boolean older(long other, long nowNanos) {
    // Both are below zero where their common bits are. Reports end so seldom that a branch for it
    // would be compiled out, and its first end would cost all that was compiled around it.
    return (nowNanos - endNanos & Reservations.requestsBetween(stamp, other)) < 0;
  }

  /** Decides about the limit that a report states or implies, and learns from it. */
  private boolean believable(long stated, long left) {
    if (stated <= 0 && known <= 0) {
      return false;
    }
    long limit = Math.max(left, stated > 0 ? stated : known);
    if (known > 0 && !near(limit, known)) {
      suspected = near(limit, suspect) ? suspected + 1 : 1;
      suspect = limit;
      if (suspected < TIMES_UNTIL_BELIEVED) {
        return false;
      }
    }
    known = limit;
    suspected = 0;
    return true;
  }

  private boolean corroborated(LimitReport report) {
    return dimension.limit(report) > 0
        || dimension.resetMillis(report) > 0
        || report.retryAfterMillis() > 0;
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static boolean near(long left, long right) {
    return left / MOST_CHANGE <= right && right / MOST_CHANGE <= left;
  }
}
