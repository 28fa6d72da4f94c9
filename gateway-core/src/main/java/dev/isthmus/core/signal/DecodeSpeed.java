package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;

/**
 * How fast a deployment writes once it has begun.
 *
 * <p>Shape: averages the time per token and not the tokens per time, because an answer's duration
 * is a sum of the former. Recent over 60 s; {@link Habit} says how first samples and silence are
 * taken. Threads: any; no lock, no allocation.
 */
final class DecodeSpeed {
  /** Shorter answers say more about the network's batches than about the model. */
  private static final long LEAST_TOKENS = 20;

  private static final double RECENT_SECONDS = 60;
  private static final double LEAST_SECONDS_PER_TOKEN = 1e-5;
  private static final double MOST_SECONDS_PER_TOKEN = 10;

  private final Habit habit;

  DecodeSpeed(double priorTokensPerSecond, long nowNanos) {
    habit = new Habit(RECENT_SECONDS, RECENT_SECONDS, 1 / priorTokensPerSecond, nowNanos);
  }

  @HotPath
  void sample(long tokens, double seconds, long nowNanos) {
    if (tokens < LEAST_TOKENS) {
      return;
    }
    double perToken =
        Math.min(MOST_SECONDS_PER_TOKEN, Math.max(LEAST_SECONDS_PER_TOKEN, seconds / tokens));
    habit.sample(perToken, nowNanos);
  }

  /**
   * After so many tokens in so many seconds it stands still: the next one takes as long at least.
   */
  void sampleAtLeast(long tokens, double seconds, long nowNanos) {
    double perToken =
        Math.min(MOST_SECONDS_PER_TOKEN, seconds / (double) Math.max(LEAST_TOKENS, tokens));
    if (perToken > secondsPerToken(nowNanos)) {
      habit.sampleAtLeast(perToken, nowNanos);
    }
  }

  @HotPath
  double secondsPerToken(long nowNanos) {
    return habit.recent(nowNanos);
  }
}
