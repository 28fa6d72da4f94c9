package dev.isthmus.load.simulation.run;

import java.util.Arrays;

/** Numbers, and their quantiles. Threads: one. */
final class Samples {
  private static final int FIRST_SIZE = 1024;

  private double[] values = new double[FIRST_SIZE];
  private int size;
  private boolean sorted = true;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
    sorted = false;
  }

  /** NaN where there is nothing. */
  double quantile(double part) {
    if (size == 0) {
      return Double.NaN;
    }
    if (!sorted) {
      Arrays.sort(values, 0, size);
      sorted = true;
    }
    return values[Math.min(size - 1, (int) Math.floor(part * size))];
  }
}
