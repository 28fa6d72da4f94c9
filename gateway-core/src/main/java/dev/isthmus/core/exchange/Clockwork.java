package dev.isthmus.core.exchange;

import dev.isthmus.core.route.Deadlines;

/**
 * The moments at which a call must be looked at again. Moments are compared by difference, so that
 * a clock that wraps does no harm. Threads: one event loop.
 */
final class Clockwork {
  private static final long NEVER = -1;

  private final Deadlines deadlines;
  private final boolean stream;
  private final long totalAt;
  private long lifeAt;
  private boolean lifeShown;
  private long firstContentAt;
  private long patienceAt;
  private boolean mayMove;
  private boolean waitsOn;
  private long hedgeAt;
  private long olderFirstContentAt;
  private long olderPatienceAt;
  private boolean olderMayMove;
  private long stallNanos;
  private long stallAt;
  private long lastBytesAt;
  private long toldOf;
  private long restLeft;
  private long wakeAt;

  Clockwork(Deadlines deadlines, boolean stream, long nowNanos) {
    this.deadlines = deadlines;
    this.stream = stream;
    this.totalAt = nowNanos + deadlines.total().toNanos();
    this.lifeAt = nowNanos + deadlines.commitAfter().toNanos();
    this.firstContentAt = totalAt;
    this.patienceAt = totalAt;
    this.hedgeAt = totalAt;
    this.toldOf = nowNanos - 1;
    this.restLeft = deadlines.rest().toNanos();
  }

  /**
   * @param patienceNanos of silence until another is tried instead; −1 for never
   * @param silenceNanos of silence that is remarkable where it moves nothing; −1 for none
   * @param hedgeNanos of silence until another is tried beside it; −1 for never
   */
  void attemptStarted(long nowNanos, long patienceNanos, long silenceNanos, long hedgeNanos) {
    firstContentAt = nowNanos + deadlines.firstContent().toNanos();
    mayMove = patienceNanos >= 0;
    waitsOn = false;
    patienceAt = after(nowNanos, mayMove ? patienceNanos : silenceNanos);
    hedgeAt = after(nowNanos, hedgeNanos);
  }

  /** Another starts beside the one under way; it is the younger one's limits that count. */
  void hedgeStarted(long nowNanos, long patienceNanos, long silenceNanos) {
    olderFirstContentAt = firstContentAt;
    olderPatienceAt = patienceAt;
    olderMayMove = mayMove;
    attemptStarted(nowNanos, patienceNanos, silenceNanos, NEVER);
  }

  /** The older one goes on alone, by its own limits. */
  void hedgeFailed() {
    firstContentAt = olderFirstContentAt;
    patienceAt = olderPatienceAt;
    mayMove = olderMayMove;
  }

  /** No other is tried beside this one. */
  void noHedge() {
    hedgeAt = totalAt;
  }

  boolean hedgeDue(long nowNanos) {
    return nowNanos - hedgeAt >= 0;
  }

  /**
   * There is nowhere else to go, and until {@code nanos} nobody asks again.
   *
   * @return whether that is news of this attempt
   */
  boolean waitOn(long nanos) {
    boolean first = !waitsOn;
    waitsOn = true;
    patienceAt = earlier(nanos, totalAt);
    return first;
  }

  boolean patienceOver(long nowNanos) {
    return nowNanos - patienceAt >= 0;
  }

  /** Whether an attempt whose patience is over may be left for another. */
  boolean mayMove() {
    return mayMove;
  }

  /**
   * @param silenceNanos between two parts of a stream that is remarkable; −1 for none
   */
  void contentSeen(long nowNanos, long silenceNanos) {
    lastBytesAt = nowNanos;
    stallNanos = stream ? silenceNanos : NEVER;
    stallAt = after(nowNanos, stallNanos);
  }

  /** Bytes came at {@code atNanos}; what is known to be later stays. */
  void bytesSeen(long atNanos) {
    if (atNanos - lastBytesAt > 0) {
      lastBytesAt = atNanos;
    }
  }

  /** Whether a stream is silent for remarkably long; of one silence it says so once. */
  boolean stalled(long nowNanos) {
    if (nowNanos - stallAt < 0) {
      return false;
    }
    boolean silent = nowNanos - lastBytesAt >= stallNanos;
    boolean news = silent && lastBytesAt != toldOf;
    // Looked at in this rhythm, so that bytes cost nothing but the note of when they came.
    stallAt = (silent ? nowNanos : lastBytesAt) + stallNanos;
    toldOf = silent ? lastBytesAt : toldOf;
    return news;
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
      return earlier(earlier(totalAt, idleAt()), stallAt);
    }
    long next = earlier(earlier(totalAt, firstContentAt), earlier(patienceAt, hedgeAt));
    return stream ? earlier(next, lifeAt) : next;
  }

  private long after(long nowNanos, long nanos) {
    return nanos < 0 ? totalAt : nowNanos + nanos;
  }

  private static long earlier(long a, long b) {
    return a - b <= 0 ? a : b;
  }
}
