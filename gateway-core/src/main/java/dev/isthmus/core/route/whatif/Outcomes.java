package dev.isthmus.core.route.whatif;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What became of calls, weighted so that they stand for those that another policy would have sent:
 * the self-normalised estimate from inverse propensities.
 *
 * <p>Shape: a call weighs (1/rate) × (its chance under the other policy / its chance under the one
 * in force). Intervals are from {@value #RESAMPLES} resamples in which each call counts a number of
 * times that a Poisson draw says; the seed is fixed, so that one question has one answer. Threads:
 * one at a time.
 */
final class Outcomes {
  private static final int RESAMPLES = 200;
  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;
  private static final long SEED = 20_261_126;
  private static final int FIRST = 1024;

  private double[] base = new double[FIRST];
  private double[] ratio = new double[FIRST];
  private double[] value = new double[FIRST];
  private double[] other = new double[FIRST];
  private int size;

  /**
   * Adds a call; {@code value} is what was measured, {@code other} what it would be by the prices
   * of the other policy; both the same where prices have no part in it.
   */
  void add(double base, double ratio, double value, double other) {
    if (size == this.base.length) {
      this.base = Arrays.copyOf(this.base, 2 * size);
      this.ratio = Arrays.copyOf(this.ratio, 2 * size);
      this.value = Arrays.copyOf(this.value, 2 * size);
      this.other = Arrays.copyOf(this.other, 2 * size);
    }
    this.base[size] = base;
    this.ratio[size] = ratio;
    this.value[size] = value;
    this.other[size++] = other;
  }

  /** The calls that as much can be learned from as from these: {@code (Σw)² / Σw²}. */
  double effectiveSize() {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < size; i++) {
      double weight = base[i] * ratio[i];
      sum += weight;
      squares += weight * weight;
    }
    return squares == 0 ? 0 : sum * sum / squares;
  }

  Estimate mean() {
    return estimate(weights -> weighted(other, weights), weighted(value, base));
  }

  /** Of the values in order; {@code part} in [0, 1]. */
  Estimate quantile(double part) {
    int[] order = order(other);
    int[] before = order(value);
    return estimate(
        weights -> quantile(other, order, weights, part), quantile(value, before, base, part));
  }

  /** The same for many parts at once, without intervals. */
  Report.Curve curve(List<Double> parts) {
    int[] order = order(other);
    int[] before = order(value);
    double[] weights = weights();
    return new Report.Curve(
        parts,
        parts.stream().map(part -> quantile(value, before, base, part)).toList(),
        parts.stream().map(part -> quantile(other, order, weights, part)).toList());
  }

  private Estimate estimate(ToDoubleFunction<double[]> figure, double before) {
    double[] weights = weights();
    if (Arrays.stream(weights).sum() == 0) {
      return new Estimate(before, Double.NaN, Double.NaN, Double.NaN);
    }
    double after = figure.applyAsDouble(weights);
    SplittableRandom random = new SplittableRandom(SEED);
    double[] resampled = new double[RESAMPLES];
    double[] drawn = new double[size];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < size; j++) {
        drawn[j] = weights[j] * poisson(random);
      }
      resampled[i] = figure.applyAsDouble(drawn);
    }
    Arrays.sort(resampled);
    return new Estimate(
        before,
        after,
        resampled[(int) (LOW * (RESAMPLES - 1))],
        resampled[(int) Math.ceil(HIGH * (RESAMPLES - 1))]);
  }

  private double[] weights() {
    double[] weights = new double[size];
    for (int i = 0; i < size; i++) {
      weights[i] = base[i] * ratio[i];
    }
    return weights;
  }

  /** With a mean of one. */
  private static int poisson(SplittableRandom random) {
    double at = random.nextDouble();
    double part = Math.exp(-1);
    int count = 0;
    while (at > part && count < 12) {
      at -= part;
      count++;
      part /= count;
    }
    return count;
  }

  private static double weighted(double[] values, double[] weights) {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < weights.length && i < values.length; i++) {
      sum += weights[i] * values[i];
      all += weights[i];
    }
    return sum / all;
  }

  private int[] order(double[] values) {
    return IntStream.range(0, size)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> values[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double quantile(double[] values, int[] order, double[] weights, double part) {
    double all = 0;
    for (int i : order) {
      all += weights[i];
    }
    double below = 0;
    for (int i : order) {
      below += weights[i];
      if (below >= part * all && weights[i] > 0) {
        return values[i];
      }
    }
    return Double.NaN;
  }
}
