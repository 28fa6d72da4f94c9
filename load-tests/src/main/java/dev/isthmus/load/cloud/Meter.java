package dev.isthmus.load.cloud;

import java.util.concurrent.TimeUnit;

/**
 * The capacity of one deployment.
 *
 * <p>A quota counts tokens and calls in fixed windows, or is a bucket that fills all the time.
 * Provisioned capacity is a level that drains all the time: it refuses while the level is above
 * what was bought for a window, and a call that ends corrects its estimate. Threads: the cloud's
 * event loop.
 */
final class Meter {

  private static final long NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final Limits limits;
  private final boolean provisioned;

  private long windowStart;
  private double usedTokens;
  private double usedRequests;
  private double level;
  private long levelAt;
  private int inFlight;

  Meter(Limits limits, boolean provisioned, long nowNanos) {
    this.limits = limits;
    this.provisioned = provisioned;
    this.windowStart = nowNanos;
    this.levelAt = nowNanos;
  }

  /**
   * Counts a call of {@code tokens} in. Returns 0, or for how many milliseconds there is no room.
   */
  long admit(long tokens, long nowNanos) {
    roll(nowNanos);
    long wait =
        limits.concurrent() >= 0 && inFlight >= limits.concurrent()
            ? 1000
            : waitMillis(tokens, nowNanos);
    if (wait == 0) {
      inFlight++;
      usedRequests++;
      usedTokens += (double) tokens;
      level += (double) tokens;
    }
    return wait;
  }

  /** A call has ended; {@code reserved} was its estimate and {@code actual} what it took. */
  void settle(long reserved, long actual) {
    inFlight--;
    level = Math.max(0, level - reserved + actual);
  }

  private long waitMillis(long tokens, long nowNanos) {
    if (provisioned) {
      double over = level - limits.tokensPerWindow();
      return limits.tokensPerMinute() < 0 || over < 0
          ? 0
          : 1 + (long) (over * 60_000 / Math.max(1, limits.tokensPerMinute()));
    }
    boolean full =
        over(usedRequests + 1, limits.requestsPerWindow())
            // one call above the whole window's quota is let through when the window is new
            || (usedTokens > 0 && over(usedTokens + tokens, limits.tokensPerWindow()));
    return full ? Math.max(1, openMillis(tokens, nowNanos)) : 0;
  }

  private static boolean over(double used, long limit) {
    return limit >= 0 && used > limit;
  }

  /** Until there is room for a call of {@code tokens}. */
  private long openMillis(long tokens, long nowNanos) {
    return limits.refills()
        ? Math.max(
            fillMillis(usedTokens + tokens - limitTokens(), limits.tokensPerMinute()),
            fillMillis(usedRequests + 1 - limitRequests(), limits.requestsPerMinute()))
        : resetMillis(nowNanos);
  }

  private static long fillMillis(double amount, long perMinute) {
    return perMinute <= 0 ? 0 : (long) Math.ceil(Math.max(0, amount) * 60_000 / perMinute);
  }

  private void roll(long nowNanos) {
    long window = TimeUnit.SECONDS.toNanos(limits.windowSeconds());
    if (limits.refills()) {
      usedTokens = left(usedTokens, limits.tokensPerMinute(), nowNanos);
      usedRequests = left(usedRequests, limits.requestsPerMinute(), nowNanos);
    } else if (nowNanos - windowStart >= window) {
      windowStart += (nowNanos - windowStart) / window * window;
      usedTokens = 0;
      usedRequests = 0;
    }
    level = left(level, limits.tokensPerMinute(), nowNanos);
    levelAt = nowNanos;
  }

  /** What is left of {@code used} now that it has drained at so much a minute. */
  private double left(double used, long perMinute, long nowNanos) {
    double drained = (double) perMinute * (nowNanos - levelAt) / NANOS_PER_MINUTE;
    return Math.max(0, used - Math.max(0, drained));
  }

  /** Until all of it is there again. */
  long resetMillis(long nowNanos) {
    if (limits.refills()) {
      return Math.max(
          fillMillis(usedTokens, limits.tokensPerMinute()),
          fillMillis(usedRequests, limits.requestsPerMinute()));
    }
    long window = TimeUnit.SECONDS.toNanos(limits.windowSeconds());
    return TimeUnit.NANOSECONDS.toMillis(windowStart + window - nowNanos);
  }

  long limitTokens() {
    return limits.tokensPerWindow();
  }

  long limitRequests() {
    return limits.requestsPerWindow();
  }

  long remainingTokens() {
    return limitTokens() < 0 ? -1 : (long) Math.max(0, limitTokens() - usedTokens);
  }

  long remainingRequests() {
    return limitRequests() < 0 ? -1 : (long) Math.max(0, limitRequests() - usedRequests);
  }

  /** Share of provisioned capacity in use, 1 for all of it; −1 where nothing is provisioned. */
  double utilisation() {
    return provisioned && limits.tokensPerMinute() > 0 ? level / limits.tokensPerWindow() : -1;
  }

  int inFlight() {
    return inFlight;
  }
}
