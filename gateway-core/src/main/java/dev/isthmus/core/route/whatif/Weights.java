package dev.isthmus.core.route.whatif;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.route.Objective;
import java.math.BigDecimal;

/** An objective as people read it, under the names that the configuration has for its weights. */
final class Weights {
  private Weights() {}

  static String text(Decision.Weights weights) {
    return text(Objective.of(weights));
  }

  static String text(Objective objective) {
    return objective.name()
        + " (cost "
        + plain(objective.cost())
        + ", first_token_second "
        + plain(objective.firstContentSecond())
        + ", total_second "
        + plain(objective.totalSecond())
        + ", failure "
        + plain(objective.failure())
        + ")";
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
