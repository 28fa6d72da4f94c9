package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;

/** How attempts at one deployment went of late. Threads: any; no lock, no allocation. */
final class AttemptCounts {
  private static final double ANSWERS_SECONDS = 20;
  private static final double STREAMS_SECONDS = 60;

  /** Before anything is known, one attempt in this many is taken to fail. */
  private static final double PRIOR_ATTEMPTS = 50;

  private final DecayedCount answered;
  private final DecayedCount unanswered;
  private final DecayedCount whole;
  private final DecayedCount broken;
  private final DecayedCount rateLimited;

  AttemptCounts(long nowNanos) {
    answered = new DecayedCount(ANSWERS_SECONDS, nowNanos);
    unanswered = new DecayedCount(ANSWERS_SECONDS, nowNanos);
    whole = new DecayedCount(STREAMS_SECONDS, nowNanos);
    broken = new DecayedCount(STREAMS_SECONDS, nowNanos);
    rateLimited = new DecayedCount(ANSWERS_SECONDS, nowNanos);
  }

  @HotPath
  void answered(long nowNanos) {
    answered.add(1, nowNanos);
  }

  @HotPath
  void unanswered(long nowNanos) {
    unanswered.add(1, nowNanos);
  }

  @HotPath
  void whole(long nowNanos) {
    whole.add(1, nowNanos);
  }

  @HotPath
  void broken(long nowNanos) {
    broken.add(1, nowNanos);
  }

  @HotPath
  void rateLimited(long nowNanos) {
    rateLimited.add(1, nowNanos);
  }

  /** It is well again: how often it answered until then says nothing about how often it will. */
  void recovered(long nowNanos) {
    answered.clear(nowNanos);
    unanswered.clear(nowNanos);
  }

  /** {@code (failed + 1) / (answered + failed + 50)}. */
  @HotPath
  double failureProbability(long nowNanos) {
    double failed = unanswered.count(nowNanos);
    return (failed + 1) / (answered.count(nowNanos) + failed + PRIOR_ATTEMPTS);
  }

  /** {@code broken / (whole + broken + 50)}. */
  @HotPath
  double breakProbability(long nowNanos) {
    double breaks = broken.count(nowNanos);
    return breaks / (whole.count(nowNanos) + breaks + PRIOR_ATTEMPTS);
  }

  double rateLimits(long nowNanos) {
    return rateLimited.count(nowNanos);
  }
}
