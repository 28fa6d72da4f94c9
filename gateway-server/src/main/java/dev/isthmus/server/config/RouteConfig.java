package dev.isthmus.server.config;

import java.util.List;

/**
 * How calls for one model are placed.
 *
 * @param substitutes other models that may answer instead, best first
 * @param retryUnanswered whether a failure that may have cost tokens is tried elsewhere
 */
public record RouteConfig(
    String model,
    ObjectiveConfig objective,
    List<String> substitutes,
    ScopeConfig only,
    DeadlinesConfig deadlines,
    boolean retryUnanswered) {
  public RouteConfig {
    substitutes = List.copyOf(substitutes);
    if (substitutes.contains(model)) {
      throw new IllegalArgumentException(
          "substitutes: '" + model + "' stands for itself (expected: other models)");
    }
  }

  /** The route of a model for which the file has none. */
  static RouteConfig standard(String model) {
    return new RouteConfig(
        model,
        ObjectiveConfig.interactive(),
        List.of(),
        ScopeConfig.ANYWHERE,
        DeadlinesConfig.DEFAULT,
        true);
  }
}
