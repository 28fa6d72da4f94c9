package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is believed of one quantity: its value of late, and its habit of ten minutes.
 *
 * <p>Shape: the first answers of a deployment are often slow for reasons that pass (a first TLS
 * handshake, a cold process), and whoever seems slow is not asked, so nothing would ever correct
 * them. Three things keep them from weighing for long. The habit begins as a plain mean over
 * {@value #HABIT_SAMPLES} samples, in which a few do not count for much. Until {@value
 * #FIRST_SAMPLES} samples came, what is believed without any drifts within seconds towards the
 * prior; later, towards the habit, half of the way a minute. And a sample after a silence weighs
 * {@value #AFTER_SILENCE_GAIN}, in either direction, because it is the only one that is not old;
 * where it is better than the habit, it refutes that too.
 *
 * <p>Threads: any; no lock, no allocation.
 */
final class Habit {
  private static final double HABIT_SECONDS = 600;
  private static final HalfLife AGING = new HalfLife(60);
  private static final HalfLife YOUNG_AGING = new HalfLife(5);

  /** Samples over which the prior is unlearned. */
  private static final int FIRST_SAMPLES = 16;

  private static final int HABIT_SAMPLES = 256;

  /** Without a sample for so long, what was measured before says little. */
  private static final double SILENCE_SECONDS = 5;

  private static final double AFTER_SILENCE_GAIN = 0.9;

  private final double prior;
  private final PackedEwma recent;
  private final PackedEwma habit;
  private final AtomicInteger samples = new AtomicInteger();

  Habit(double risingSeconds, double fallingSeconds, double prior, long nowNanos) {
    this.prior = prior;
    recent = new PackedEwma(risingSeconds, fallingSeconds, prior, nowNanos);
    habit = new PackedEwma(HABIT_SECONDS, prior, nowNanos);
  }

  @HotPath
  void sample(double value, long nowNanos) {
    int before = samples.get();
    if (before < HABIT_SAMPLES) {
      samples.incrementAndGet();
    }
    double refuted = silent(before, nowNanos) && value < habit.value() ? AFTER_SILENCE_GAIN : 0;
    learn(value, meanGain(before, FIRST_SAMPLES), before, nowNanos);
    habit.add(value, Math.max(refuted, meanGain(before, HABIT_SAMPLES)), nowNanos);
  }

  /** It would have been this much at least: that changes no habit. */
  @HotPath
  void sampleAtLeast(double value, long nowNanos) {
    learn(value, 0, samples.get(), nowNanos);
  }

  /** What was of late is no measure for what comes. */
  void forget(long nowNanos) {
    recent.add(habit.value(), 1, nowNanos);
  }

  @HotPath
  double recent(long nowNanos) {
    int known = samples.get();
    return recent.agedTowards(rest(known), aging(known), nowNanos);
  }

  /** Whether what is believed is older than a silence; never before the first sample. */
  @HotPath
  boolean isOld(long nowNanos) {
    return silent(samples.get(), nowNanos);
  }

  /** What the next sample weighs at least, because few came before it. */
  @HotPath
  double youngGain() {
    return meanGain(samples.get(), FIRST_SAMPLES);
  }

  /** As of the last sample. */
  @HotPath
  double last() {
    return recent.value();
  }

  @HotPath
  double usual() {
    return habit.value();
  }

  private void learn(double value, double leastGain, int known, long nowNanos) {
    if (silent(known, nowNanos)) {
      recent.addAged(value, AFTER_SILENCE_GAIN, rest(known), aging(known), nowNanos);
    } else {
      recent.add(value, leastGain, nowNanos);
    }
  }

  private boolean silent(int known, long nowNanos) {
    return known > 0 && recent.ageSeconds(nowNanos) >= SILENCE_SECONDS;
  }

  /** As in a plain mean in which the prior counts as one sample. */
  private static double meanGain(int before, int most) {
    return before < most ? 1.0 / (before + 2) : 0;
  }

  private static HalfLife aging(int known) {
    return known < FIRST_SAMPLES ? YOUNG_AGING : AGING;
  }

  private double rest(int known) {
    double trust = Math.min(1, (double) known / FIRST_SAMPLES);
    return prior + trust * (habit.value() - prior);
  }
}
