package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;

/**
 * How attempts at one deployment went of late.
 *
 * <p>Shape: failures and answers are counted, and halve every 20 s. Beside that stand the failures
 * in a row since the last answer. They say more than their number: with {@code usual} for the part
 * that failed before the row, {@code n} in a row are usual^n likely by chance and certain where the
 * deployment is down, so that the odds of that are {@value #OUTAGES} · usual^−n. Silence makes the
 * row shorter by half every 20 s, so that the deployment gets another chance; but not while
 * somebody waits there, so that one tries it and not a wave. Threads: any; no lock, no allocation.
 */
final class AttemptCounts {
  private static final double ANSWERS_SECONDS = 20;
  private static final double STREAMS_SECONDS = 60;

  /** Before anything is known, one attempt in this many is taken to fail. */
  private static final double PRIOR_ATTEMPTS = 50;

  /** The part of rows of failures that begin because the deployment has gone down. */
  private static final double OUTAGES = 0.005;

  /** Those who were sent before it was known count for no more than this. */
  private static final double LONGEST_ROW = 3;

  private final DecayedCount answered;
  private final DecayedCount unanswered;

  /** Those of {@link #unanswered} that no answer has followed. */
  private final DecayedCount unfollowed;

  /** As many, and those that were given up; no more than {@value #LONGEST_ROW}. */
  private final DecayedCount row;

  private final DecayedCount whole;
  private final DecayedCount broken;
  private final DecayedCount rateLimited;

  AttemptCounts(long nowNanos) {
    answered = new DecayedCount(ANSWERS_SECONDS, nowNanos);
    unanswered = new DecayedCount(ANSWERS_SECONDS, nowNanos);
    unfollowed = new DecayedCount(ANSWERS_SECONDS, nowNanos);
    row = new DecayedCount(ANSWERS_SECONDS, nowNanos);
    whole = new DecayedCount(STREAMS_SECONDS, nowNanos);
    broken = new DecayedCount(STREAMS_SECONDS, nowNanos);
    rateLimited = new DecayedCount(ANSWERS_SECONDS, nowNanos);
  }

  @HotPath
  void answered(long nowNanos) {
    answered.add(1, nowNanos);
    if (row.last() > 0) {
      endRow(nowNanos);
    }
  }

  @HotPath
  void unanswered(long nowNanos) {
    unanswered.add(1, nowNanos);
    unfollowed.add(1, nowNanos);
    row.add(1, LONGEST_ROW, nowNanos);
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
    endRow(nowNanos);
  }

  /** One was given up that had waited in vain: no failure of its own, but one more in the row. */
  void ignored(long nowNanos) {
    row.add(1, LONGEST_ROW, nowNanos);
  }

  private void endRow(long nowNanos) {
    unfollowed.clear(nowNanos);
    row.clear(nowNanos);
  }

  /**
   * {@code (failed + 1) / (answered + failed + 50)}, and more after failures in a row.
   *
   * @param waiting whether somebody waits there now
   */
  @HotPath
  double failureProbability(boolean waiting, long nowNanos) {
    double failed = unanswered.count(nowNanos);
    double all = answered.count(nowNanos) + failed + PRIOR_ATTEMPTS;
    double counted = (failed + 1) / all;
    double inARow = waiting ? row.last() : row.count(nowNanos);
    if (inARow == 0) {
      return counted;
    }
    double now = unfollowed.count(nowNanos);
    double usual = (failed - now + 1) / (all - now);
    double odds = OUTAGES * Math.pow(usual, -inARow);
    return Math.max(counted, (usual + odds) / (1 + odds));
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
