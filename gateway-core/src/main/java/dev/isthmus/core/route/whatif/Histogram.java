package dev.isthmus.core.route.whatif;

/**
 * How much of something lies where, on a logarithmic scale. Quantiles are right to within 1 %.
 * Shape: buckets from 10⁻⁶ to 10⁶; what lies outside counts at the ends. Threads: one at a time.
 */
final class Histogram {
  private static final double LEAST = 1e-6;
  private static final int PER_OCTAVE = 36;
  private static final int BUCKETS = 40 * PER_OCTAVE;
  private static final double OCTAVE = Math.log(2);

  private final double[] mass = new double[BUCKETS];
  private double sum;
  private double first;

  void add(double value, double weight) {
    double octaves = Math.log(Math.max(LEAST, value) / LEAST) / OCTAVE;
    mass[Math.min(BUCKETS - 1, (int) (octaves * PER_OCTAVE))] += weight;
    sum += weight;
    first += value * weight;
  }

  double mean() {
    return first / sum;
  }

  /** NaN where nothing was added. */
  double quantile(double part) {
    double wanted = part * sum;
    double below = 0;
    for (int i = 0; i < BUCKETS && sum > 0; i++) {
      below += mass[i];
      if (below >= wanted && mass[i] > 0) {
        return LEAST * Math.exp((i + 0.5) / PER_OCTAVE * OCTAVE);
      }
    }
    return Double.NaN;
  }
}
