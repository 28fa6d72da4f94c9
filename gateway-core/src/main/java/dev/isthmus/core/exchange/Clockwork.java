package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.route.Deadlines;

/**
 * The moments at which a call must be looked at again. Moments are compared by difference, so that
 * a clock that wraps does no harm. Threads: one event loop.
 */
final class Clockwork {
  private final Deadlines deadlines;
  private final boolean stream;
  private final long totalAt;
  private long lifeAt;
  private boolean lifeShown;
  private long firstContentAt;
  private long patienceAt;
  private long lastBytesAt;
  private long restLeft;
  private long wakeAt;

  Clockwork(Deadlines deadlines, boolean stream, long nowNanos) {
    this.deadlines = deadlines;
    this.stream = stream;
    this.totalAt = nowNanos + deadlines.total().toNanos();
    this.lifeAt = nowNanos + deadlines.commitAfter().toNanos();
    this.firstContentAt = totalAt;
    this.patienceAt = totalAt;
    this.restLeft = deadlines.rest().toNanos();
  }

  /** {@code patienceNanos} of −1 means that only the hard limit counts. */
  void attemptStarted(long nowNanos, long patienceNanos) {
    firstContentAt = nowNanos + deadlines.firstContent().toNanos();
    patienceAt = patienceNanos < 0 ? totalAt : nowNanos + patienceNanos;
  }

  /** There is nowhere else to go: only the hard limit counts from here. */
  void waitOn() {
    patienceAt = totalAt;
  }

  boolean patienceOver(long nowNanos) {
    return nowNanos - patienceAt >= 0;
  }

  void contentSeen(long nowNanos) {
    lastBytesAt = nowNanos;
  }

  @HotPath
  void bytesSeen(long nowNanos) {
    lastBytesAt = nowNanos;
  }

  boolean lifeDue(long nowNanos) {
    return stream && nowNanos - lifeAt >= 0;
  }

  /** Notes a sign of life, and says whether it is the first. */
  boolean showLife(long nowNanos) {
    lifeAt = nowNanos + deadlines.commitAfter().toNanos();
    boolean first = !lifeShown;
    lifeShown = true;
    return first;
  }

  long totalAt() {
    return totalAt;
  }

  /** How long the call may still wait for a deployment that is full. */
  long restLeft(long nowNanos) {
    return Math.min(restLeft, totalAt - nowNanos - 1);
  }

  void rest(long nanos, long nowNanos) {
    restLeft -= nanos;
    wakeAt = nowNanos + nanos;
  }

  boolean rested(long nowNanos) {
    return nowNanos - wakeAt >= 0;
  }

  long nextTickResting() {
    long next = earlier(totalAt, wakeAt);
    return stream ? earlier(next, lifeAt) : next;
  }

  long firstContentAt() {
    return firstContentAt;
  }

  long idleAt() {
    return lastBytesAt + deadlines.idle().toNanos();
  }

  long nextTick(boolean streaming) {
    if (streaming) {
      return earlier(totalAt, idleAt());
    }
    long next = earlier(earlier(totalAt, firstContentAt), patienceAt);
    return stream ? earlier(next, lifeAt) : next;
  }

  private static long earlier(long a, long b) {
    return a - b <= 0 ? a : b;
  }
}
