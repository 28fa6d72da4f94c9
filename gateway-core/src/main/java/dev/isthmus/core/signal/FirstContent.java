package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import java.util.concurrent.TimeUnit;

/**
 * How long a deployment takes to its first content, for a prompt of no length.
 *
 * <p>Shape, in seconds: what is believed rises with a half-life of 2 s and falls with 15 s, so that
 * at one sample a second a slower one weighs 0.3 and a faster one 0.05, and at any other rate the
 * same in the same time; were the rise a fixed part per sample, a busy deployment would seem slower
 * than an idle one that is its equal. {@link Habit} says how first samples and silence are taken;
 * {@code deviation} is how far samples lie from what was believed. Threads: any; no lock, no
 * allocation.
 */
final class FirstContent {
  private static final double RISING_SECONDS = 2;
  private static final double FALLING_SECONDS = 15;
  private static final double DEVIATION_SECONDS = 30;
  private static final HalfLife AGING = new HalfLife(60);

  /** Deviations to the 95th percentile: between the 2.1 of a bell curve and more in a long tail. */
  private static final double DEVIATIONS_TO_P95 = 3;

  private static final double LN_LEFT_BY_P95 = Math.log(0.05);

  /** What is taken for the deviation where nothing is known, as a part of the value. */
  private static final double PRIOR_DEVIATION = 0.5;

  private static final double LEAST_SECONDS = 0.001;

  /** So many that wait in vain at once are no accident. */
  private static final int IGNORED_AT_LEAST = 4;

  private static final double LEAST_SILENCE_SECONDS = 1;
  private static final double SILENT_P95S = 1.5;

  /**
   * After an attempt without content for so long, spread is taken about the habit: against what is
   * believed for that attempt's sake every answer would be far off, and the longer one was waited
   * for in vain, the more patient the next caller would be.
   */
  private static final long SPREAD_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final long PIECE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final double NANOS = 1e9;

  private final Habit habit;
  private final PackedEwma deviation;
  private final WaitingAttempts waiting = new WaitingAttempts();
  private volatile long answeredNanos;

  /** When the last attempt ended without content that has raised what is believed. */
  private volatile long givenUpNanos;

  private volatile long pieceNanos;

  FirstContent(double priorSeconds, long nowNanos) {
    habit = new Habit(RISING_SECONDS, FALLING_SECONDS, priorSeconds, nowNanos);
    deviation = new PackedEwma(DEVIATION_SECONDS, priorSeconds * PRIOR_DEVIATION, nowNanos);
    answeredNanos = nowNanos;
    givenUpNanos = nowNanos - SPREAD_NANOS;
    pieceNanos = nowNanos - PIECE_NANOS;
  }

  @HotPath
  void sample(double seconds, long nowNanos) {
    double sample = Math.max(LEAST_SECONDS, seconds);
    double expected = nowNanos - givenUpNanos < SPREAD_NANOS ? habit.usual() : habit.last();
    deviation.add(Math.abs(sample - expected), habit.youngGain(), nowNanos);
    habit.sample(sample, nowNanos);
  }

  /** An attempt ended without content after {@code seconds}: it would have taken at least that. */
  @HotPath
  void sampleAtLeast(double seconds, long nowNanos) {
    if (seconds > recentSeconds(nowNanos)) {
      givenUpNanos = nowNanos;
      habit.sampleAtLeast(seconds, nowNanos);
    }
  }

  /** It is well again: a wait that was measured while it was not is forgotten for the habit. */
  void recovered(long nowNanos) {
    if (recentSeconds(nowNanos) > habit.usual()) {
      habit.forget(nowNanos);
    }
  }

  /** An attempt's first content came, whatever it says about how long that takes. */
  void answered(long nowNanos) {
    answeredNanos = nowNanos;
  }

  /** {@code max(believed, mean wait of those that still wait)}. */
  @HotPath
  double seconds(long nowNanos) {
    return Math.max(believedSeconds(nowNanos), waiting.meanSeconds(nowNanos));
  }

  /**
   * Without the waits of those that still wait. What is believed only because nothing was heard for
   * a while is tried by one attempt at a time.
   */
  @HotPath
  double believedSeconds(long nowNanos) {
    double believed = recentSeconds(nowNanos);
    return waiting.count() > 0 && habit.isOld(nowNanos)
        ? Math.max(believed, habit.last())
        : believed;
  }

  /** An attempt departed whose answer will come in one piece, nobody knows when. */
  void pieceDeparted(long nowNanos) {
    pieceNanos = nowNanos;
  }

  /**
   * How many wait in vain: all, where several wait for longer than all but a few ever do and nobody
   * was answered for half as long again; else none. Answers in one piece are silent for as long as
   * they are long, so that nobody is held to wait in vain for a minute after one was asked for.
   */
  @HotPath
  int ignored(long nowNanos) {
    int count = waiting.count();
    if (count < IGNORED_AT_LEAST || nowNanos - pieceNanos < PIECE_NANOS) {
      return 0;
    }
    return isIgnored(waiting.meanSeconds(nowNanos), nowNanos) ? count : 0;
  }

  /** Whether one that waited for {@code seconds} waited in vain, as far as anybody can tell. */
  boolean isIgnored(double seconds, long nowNanos) {
    if (nowNanos - pieceNanos < PIECE_NANOS) {
      return false;
    }
    double p95 = p95Seconds(nowNanos);
    double quiet = (nowNanos - answeredNanos) / NANOS;
    return seconds > p95 && quiet > Math.max(LEAST_SILENCE_SECONDS, SILENT_P95S * p95);
  }

  /** Of the habit: those that wait now must not make each other's callers more patient. */
  @HotPath
  double p95Seconds(long nowNanos) {
    return usualWith(DEVIATIONS_TO_P95, nowNanos);
  }

  /** As {@link #p95Seconds}, for another quantile, with the tail taken for an exponential one. */
  @HotPath
  double quantileSeconds(double quantile, long nowNanos) {
    double p95s = Math.log1p(-quantile) / LN_LEFT_BY_P95;
    return usualWith(DEVIATIONS_TO_P95 * p95s, nowNanos);
  }

  private double usualWith(double deviations, long nowNanos) {
    double rest = PRIOR_DEVIATION * habit.usual();
    double spread = deviation.agedTowards(rest, AGING, nowNanos);
    return habit.usual() + deviations * spread;
  }

  @HotPath
  double recentSeconds(long nowNanos) {
    return habit.recent(nowNanos);
  }

  double baseSeconds() {
    return habit.usual();
  }

  WaitingAttempts waiting() {
    return waiting;
  }
}
