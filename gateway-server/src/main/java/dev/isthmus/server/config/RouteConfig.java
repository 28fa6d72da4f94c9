package dev.isthmus.server.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How calls for one model are placed.
 *
 * @param substitutes other models that may answer instead, best first
 * @param habits what else a route may choose
 */
public record RouteConfig(
    String model,
    ObjectiveConfig objective,
    List<String> substitutes,
    ScopeConfig only,
    DeadlinesConfig deadlines,
    Habits habits) {
  /**
   * @param retryUnanswered whether a failure that may have cost tokens is tried elsewhere
   * @param strictPriority whether lower priority numbers go first whatever they cost
   * @param hedge null for never
   * @param shadow what a policy pays that only watches; null for none
   */
  public record Habits(
      boolean retryUnanswered,
      boolean strictPriority,
      Untranslatable untranslatable,
      @Nullable HedgeConfig hedge,
      @Nullable ObjectiveConfig shadow) {
    static final Habits STANDARD = new Habits(true, false, Untranslatable.DROP, null, null);
  }

  /** What becomes of a field that the target's dialect has no word for. */
  public enum Untranslatable {
    DROP,
    REFUSE
  }

  public RouteConfig {
    if (habits.hedge() != null && !habits.retryUnanswered()) {
      throw new IllegalArgumentException(
          "hedge: what may not be sent twice is never hedged (expected: retry_unanswered: true)");
    }
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
        Habits.STANDARD);
  }
}
