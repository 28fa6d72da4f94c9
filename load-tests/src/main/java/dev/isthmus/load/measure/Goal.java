package dev.isthmus.load.measure;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One figure beside what was expected of it. Where it should keep to less than the goal, more is
 * better, else less.
 *
 * @param what it is, with its unit
 * @param reached what was measured
 * @param goal what was hoped for
 * @param least what it should keep to in any case
 * @param source what says so, where that is no page of a row
 */
record Goal(String what, double reached, double goal, double least, @Nullable String source) {
  String verdict() {
    if (keeps(goal)) {
      return "goal met";
    }
    return keeps(least)
        ? "within the limit, %s the goal".formatted(by(goal))
        : "**missed**, %s the limit".formatted(by(least));
  }

  private boolean keeps(double limit) {
    return least < goal ? reached >= limit : reached <= limit;
  }

  private String by(double limit) {
    String side = least < goal ? "below" : "above";
    if (!Double.isFinite(reached) || limit == 0) {
      return side;
    }
    double part = Math.abs(reached / limit - 1);
    return String.format(Locale.ROOT, "%.0f %% %s", 100 * part, side);
  }
}
