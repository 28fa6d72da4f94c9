package dev.isthmus.load.report;

import java.util.List;

/**
 * One plot over the seconds of a run.
 *
 * @param about one line under the title: unit and meaning
 * @param seconds the width of all of it
 * @param at the second at which each value stands
 */
record Chart(
    String title,
    String about,
    Shape shape,
    double seconds,
    List<Double> at,
    List<Line> lines,
    List<Shade> shades) {

  Chart {
    at = List.copyOf(at);
    lines = List.copyOf(lines);
    shades = List.copyOf(shades);
  }

  /** How values are drawn. */
  enum Shape {
    LINES,
    /** One on the other, filled. */
    STACK,
    /** One on the other, as parts of a whole. */
    PARTS,
    /** One row each; 0, 1 and 2 are states. */
    STATES
  }

  /**
   * One series.
   *
   * @param colour number of its colour
   * @param values NaN where there is none
   */
  record Line(String name, int colour, List<Double> values) {
    Line {
      values = List.copyOf(values);
    }

    double largest() {
      double largest = 0;
      for (double value : values) {
        largest = Double.isFinite(value) ? Math.max(largest, value) : largest;
      }
      return largest;
    }
  }

  /** A stretch with a name; {@code fault}: something is wrong in it. */
  record Shade(String name, double from, double to, boolean fault) {}

  /** Whether no series has anything above zero. */
  boolean empty() {
    return lines.stream().allMatch(line -> line.largest() == 0);
  }

  /** The largest value that has to fit. */
  double top() {
    if (shape == Shape.PARTS) {
      return 1;
    }
    if (shape == Shape.LINES) {
      return lines.stream().mapToDouble(Line::largest).max().orElse(0);
    }
    double top = 0;
    for (int i = 0; i < at.size(); i++) {
      top = Math.max(top, sum(i));
    }
    return top;
  }

  /** All series together at point {@code i}. */
  double sum(int i) {
    double sum = 0;
    for (Line line : lines) {
      sum += Double.isFinite(line.values.get(i)) ? line.values.get(i) : 0;
    }
    return sum;
  }
}
