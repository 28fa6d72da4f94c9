package dev.isthmus.core.resilience;

/**
 * When a deployment was last asked and last answered: what a {@link ParentBreaker} derives from.
 *
 * <p>Units: nanoseconds of the ticker. Threads: any; each field is written whole, and readers take
 * a slightly old view.
 */
final class Traffic {
  /** A deployment that was asked within this time has traffic. */
  static final long RECENT_NANOS = 60_000_000_000L;

  private static final long NOBODY = 0;

  private volatile long lastAskedNanos;
  private volatile long awaitingSinceNanos = NOBODY;
  private volatile long lastSuccessNanos;
  private volatile long openedNanos;

  Traffic(long nowNanos) {
    lastAskedNanos = nowNanos - RECENT_NANOS;
    lastSuccessNanos = nowNanos - RECENT_NANOS;
    openedNanos = nowNanos;
  }

  void asked(long nowNanos) {
    lastAskedNanos = nowNanos;
    awaitingSinceNanos = nowNanos == NOBODY ? 1 : nowNanos;
  }

  void answered() {
    awaitingSinceNanos = NOBODY;
  }

  void succeeded(long nowNanos) {
    answered();
    lastSuccessNanos = nowNanos;
  }

  void opened(long nowNanos) {
    openedNanos = nowNanos;
  }

  boolean isRecent(long nowNanos) {
    return nowNanos - lastAskedNanos < RECENT_NANOS;
  }

  /** Whether a call was let through that nobody has heard of since, and may still be heard of. */
  boolean isAwaiting(long nowNanos) {
    long since = awaitingSinceNanos;
    return since != NOBODY && nowNanos - since < Probes.PATIENCE_NANOS;
  }

  boolean isAskedAfter(long nanos) {
    return lastAskedNanos - nanos > 0;
  }

  long lastSuccessNanos() {
    return lastSuccessNanos;
  }

  long openedNanos() {
    return openedNanos;
  }
}
