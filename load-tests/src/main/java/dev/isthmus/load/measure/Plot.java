package dev.isthmus.load.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Bars beside each other.
 *
 * @param title with the unit
 * @param marks lines across all bars, such as a goal
 */
record Plot(String title, List<Value> bars, List<Value> marks) {
  Plot {
    bars = List.copyOf(bars);
    marks = List.copyOf(marks);
  }

  /** Something with a size. */
  record Value(String name, double value) {}

  /**
   * What proxies cost.
   *
   * @param limits names of lines, and where they lie as multiples of {@code base}
   */
  static Plot costs(
      String title, List<Rounds.Cost> costs, Rounds.Cost base, Map<String, Double> limits) {
    List<Value> marks = new ArrayList<>();
    limits.forEach((name, times) -> marks.add(new Value(name, times * base.median())));
    marks.sort(Comparator.comparingDouble(Value::value));
    return new Plot(
        title + ", µs",
        costs.stream().map(cost -> new Value(cost.name(), cost.median())).toList(),
        marks);
  }
}
