package dev.isthmus.server.boot;

import dev.isthmus.core.route.Objective;
import dev.isthmus.server.admin.RoutePatch;
import dev.isthmus.server.config.ObjectiveConfig;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** A route's objective as names and numbers, under the names that the file has for them. */
final class Weights {
  private static final String COST = "cost";
  private static final String FIRST_TOKEN = "first_token_second";
  private static final String TOTAL = "total_second";
  private static final String FAILURE = "failure";

  private Weights() {}

  static Map<String, Double> of(Objective objective) {
    Map<String, Double> weights = new LinkedHashMap<>();
    weights.put(COST, objective.cost());
    weights.put(FIRST_TOKEN, objective.firstContentSecond());
    weights.put(TOTAL, objective.totalSecond());
    weights.put(FAILURE, objective.failure());
    return weights;
  }

  /**
   * {@code before} as {@code patch} would have it.
   *
   * @throws IllegalArgumentException that names the field and what was expected
   */
  static Objective patched(Objective before, RoutePatch patch) {
    if (patch.preset() != null) {
      ObjectiveConfig preset = ObjectiveConfig.preset(patch.preset());
      if (preset == null) {
        throw new IllegalArgumentException(
            "objective: "
                + AuditLog.clean(patch.preset())
                + " is unknown (expected: one of "
                + String.join(", ", ObjectiveConfig.presets().stream().sorted().toList())
                + ", or weights)");
      }
      return Assembly.objective(preset);
    }
    Map<String, Double> weights = of(before);
    patch
        .weights()
        .forEach(
            (name, value) -> {
              if (weights.replace(name, value) == null) {
                throw new IllegalArgumentException(
                    "objective."
                        + AuditLog.clean(name)
                        + ": unknown (expected: "
                        + String.join(", ", weights.keySet())
                        + ")");
              }
            });
    return Assembly.objective(
        new ObjectiveConfig(
            "custom",
            weights.getOrDefault(COST, 0.0),
            weights.getOrDefault(FIRST_TOKEN, 0.0),
            weights.getOrDefault(TOTAL, 0.0),
            weights.getOrDefault(FAILURE, 0.0)));
  }

  /** As people read them: {@code custom cost=1 first_token_second=0.0008 …}. */
  static String text(Objective objective) {
    StringBuilder text = new StringBuilder(objective.name());
    of(objective)
        .forEach((name, value) -> text.append(' ').append(name).append('=').append(plain(value)));
    return text.toString();
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
