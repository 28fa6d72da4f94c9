package dev.isthmus.load.measure;

import java.util.List;

/** What is made of many readings. */
final class Figures {
  private Figures() {}

  static double median(List<Double> readings) {
    List<Double> sorted = readings.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  static double least(List<Double> readings) {
    return readings.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  static double most(List<Double> readings) {
    return readings.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }
}
