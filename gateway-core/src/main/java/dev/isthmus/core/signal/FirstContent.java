package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long a deployment takes to its first content, for a prompt of no length.
 *
 * <p>Shape, in seconds: {@code fast} rises with a half-life of 2 s and falls with 15 s, so that at
 * one sample a second a slower one weighs 0.3 and a faster one 0.05, and at any other rate the same
 * in the same time; were the rise a fixed part per sample, a busy deployment would seem slower than
 * an idle one that is its equal. {@code base} is the habit of the last ten minutes, {@code
 * deviation} how far samples lie from {@code fast}. Without samples {@code fast} drifts to {@code
 * base}, half of the way a minute. The first samples weigh as in a plain mean in which the prior
 * counts as one. Threads: any; no lock, no allocation.
 */
final class FirstContent {
  private static final double RISING_SECONDS = 2;
  private static final double FALLING_SECONDS = 15;
  private static final double DEVIATION_SECONDS = 30;
  private static final double BASE_SECONDS = 600;
  private static final HalfLife AGING = new HalfLife(60);

  /** Samples over which the prior is unlearned. */
  private static final int FIRST_SAMPLES = 16;

  /** Deviations to the 95th percentile: between the 2.1 of a bell curve and more in a long tail. */
  private static final double DEVIATIONS_TO_P95 = 3;

  /** What is taken for the deviation where nothing is known, as a part of the value. */
  private static final double PRIOR_DEVIATION = 0.5;

  private static final double LEAST_SECONDS = 0.001;

  private final PackedEwma fast;
  private final PackedEwma deviation;
  private final PackedEwma base;
  private final AtomicInteger samples = new AtomicInteger();
  private final WaitingAttempts waiting = new WaitingAttempts();

  FirstContent(double priorSeconds, long nowNanos) {
    fast = new PackedEwma(RISING_SECONDS, FALLING_SECONDS, priorSeconds, nowNanos);
    deviation = new PackedEwma(DEVIATION_SECONDS, priorSeconds * PRIOR_DEVIATION, nowNanos);
    base = new PackedEwma(BASE_SECONDS, priorSeconds, nowNanos);
  }

  @HotPath
  void sample(double seconds, long nowNanos) {
    double sample = Math.max(LEAST_SECONDS, seconds);
    int before = samples.get();
    double leastGain = 0;
    if (before < FIRST_SAMPLES) {
      samples.incrementAndGet();
      leastGain = 1.0 / (before + 2);
    }
    deviation.add(Math.abs(sample - fast.value()), leastGain, nowNanos);
    fast.add(sample, leastGain, nowNanos);
    base.add(sample, leastGain, nowNanos);
  }

  /** An attempt ended without content after {@code seconds}: it would have taken at least that. */
  @HotPath
  void sampleAtLeast(double seconds, long nowNanos) {
    if (seconds > recentSeconds(nowNanos)) {
      fast.add(seconds, nowNanos);
    }
  }

  /** It is well again: a wait that was measured while it was not is forgotten for the habit. */
  void recovered(long nowNanos) {
    double usual = base.value();
    if (recentSeconds(nowNanos) > usual) {
      fast.add(usual, 1, nowNanos);
    }
  }

  /** {@code max(fast, mean wait of those that still wait)}. */
  @HotPath
  double seconds(long nowNanos) {
    return Math.max(recentSeconds(nowNanos), waiting.meanSeconds(nowNanos));
  }

  /** Of the habit: those that wait now must not make each other's callers more patient. */
  @HotPath
  double p95Seconds(long nowNanos) {
    double rest = PRIOR_DEVIATION * base.value();
    double spread = deviation.agedTowards(rest, AGING, nowNanos);
    return base.value() + DEVIATIONS_TO_P95 * spread;
  }

  @HotPath
  double recentSeconds(long nowNanos) {
    return fast.agedTowards(base.value(), AGING, nowNanos);
  }

  double baseSeconds() {
    return base.value();
  }

  WaitingAttempts waiting() {
    return waiting;
  }
}
