package dev.isthmus.load.scenario;

import java.util.function.ToDoubleFunction;

/**
 * Something that must be true of a scenario, as one figure and its bound.
 *
 * @param needsFullPace whether it takes longer than a quick run lasts
 */
record Law(
    String name,
    Sense sense,
    double bound,
    Unit unit,
    boolean needsFullPace,
    ToDoubleFunction<Evidence> figure) {

  /** On which side of its bound a figure must be; the bound itself is allowed. */
  enum Sense {
    AT_MOST("≤"),
    AT_LEAST("≥");

    private final String sign;

    Sense(String sign) {
      this.sign = sign;
    }

    boolean holds(double figure, double bound) {
      return this == AT_MOST ? figure <= bound : figure >= bound;
    }
  }

  static Law atMost(double bound, Unit unit, String name, ToDoubleFunction<Evidence> figure) {
    return new Law(name, Sense.AT_MOST, bound, unit, false, figure);
  }

  static Law atLeast(double bound, Unit unit, String name, ToDoubleFunction<Evidence> figure) {
    return new Law(name, Sense.AT_LEAST, bound, unit, false, figure);
  }

  /** The same, judged only where the pace is full. */
  Law atFullPace() {
    return new Law(name, sense, bound, unit, true, figure);
  }

  Verdict judge(Evidence evidence) {
    double value = figure.applyAsDouble(evidence);
    Verdict.Result result =
        needsFullPace && !evidence.pace().full()
            ? Verdict.Result.NOT_JUDGED
            : sense.holds(value, bound) ? Verdict.Result.PASSED : Verdict.Result.FAILED;
    String expected = sense.sign + " " + unit.write(bound);
    return new Verdict(name, expected, unit.write(value), value, bound, unit.word(), result);
  }
}
