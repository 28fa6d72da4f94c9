package dev.isthmus.load.simulation.report;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A number and the interval that holds it with 95 %.
 *
 * <p>NaN throughout where there was nothing to measure. A single value says nothing about how far
 * others would be: its interval has no ends.
 */
public record Estimate(double mean, double low, double high) {
  private static final int RESAMPLES = 2000;
  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  /** The quantile of Student's t beyond which 2.5 % lie, for 1, 2, … degrees of freedom. */
  private static final double[] STUDENT = {
    12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12,
    2.11, 2.10, 2.09, 2.09, 2.08, 2.07, 2.07, 2.06, 2.06, 2.06, 2.05, 2.05, 2.05, 2.04
  };

  private static final double NORMAL = 1.96;

  /** The mean of {@code values}, by Student's t. Those that are NaN are left out. */
  public static Estimate ofMean(List<Double> values) {
    double[] known =
        values.stream().filter(one -> !Double.isNaN(one)).mapToDouble(x -> x).toArray();
    if (known.length == 0) {
      return new Estimate(Double.NaN, Double.NaN, Double.NaN);
    }
    double mean = mean(known);
    if (known.length == 1) {
      return ofOne(mean);
    }
    double squares = 0;
    for (double one : known) {
      squares += (one - mean) * (one - mean);
    }
    int freedom = known.length - 1;
    double deviation = Math.sqrt(squares / freedom / known.length);
    double t = freedom <= STUDENT.length ? STUDENT[freedom - 1] : NORMAL;
    return new Estimate(mean, mean - t * deviation, mean + t * deviation);
  }

  private static Estimate ofOne(double value) {
    return new Estimate(value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /**
   * The ratio of two means over the same seeds, by a bootstrap that draws seeds, so that what both
   * met at once counts as a pair.
   *
   * @param least what counts for less than that: a rate of zero is held to be one event
   */
  public static Estimate ofRatio(List<Double> ours, List<Double> theirs, double least) {
    int size = ours.size();
    if (size == 1) {
      return ofOne(ratio(ours.get(0), theirs.get(0), size, least));
    }
    SplittableRandom random = new SplittableRandom(size);
    double[] ratios = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double above = 0;
      double below = 0;
      for (int j = 0; j < size; j++) {
        int seed = random.nextInt(size);
        above += ours.get(seed);
        below += theirs.get(seed);
      }
      ratios[i] = ratio(above, below, size, least);
    }
    Arrays.sort(ratios);
    double above = ours.stream().mapToDouble(one -> one).sum();
    double below = theirs.stream().mapToDouble(one -> one).sum();
    return new Estimate(
        ratio(above, below, size, least),
        ratios[(int) (LOW * RESAMPLES)],
        ratios[(int) (HIGH * RESAMPLES)]);
  }

  private static double ratio(double above, double below, int size, double least) {
    return Math.max(above / size, least) / Math.max(below / size, least);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double one : values) {
      sum += one;
    }
    return sum / values.length;
  }
}
