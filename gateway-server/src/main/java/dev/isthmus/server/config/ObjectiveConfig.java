package dev.isthmus.server.config;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What things are worth, so that all of them add up in dollars.
 *
 * <p>Units: {@code cost} is a factor on the price; the others are dollars, per second or per failed
 * attempt.
 *
 * @param name the preset's, or {@code custom}
 */
public record ObjectiveConfig(
    String name, double cost, double firstTokenSecond, double totalSecond, double failure) {

  /** Two seconds of waiting for the first token, as the house's default price of a failure. */
  private static final double FAILURE = 0.0016;

  private static final ObjectiveConfig INTERACTIVE =
      new ObjectiveConfig("interactive", 1, 0.0008, 0.00005, FAILURE);

  private static final Map<String, ObjectiveConfig> PRESETS =
      Map.of(
          "interactive",
          INTERACTIVE,
          "batch",
          new ObjectiveConfig("batch", 1, 0.00001, 0.000001, FAILURE),
          "latency",
          new ObjectiveConfig("latency", 0.02, 0.0008, 0.00005, FAILURE),
          "cheapest",
          new ObjectiveConfig("cheapest", 1, 0, 0, 0.0001));

  public ObjectiveConfig {
    check("cost", cost, cost >= 0);
    check("first_token_second", firstTokenSecond, firstTokenSecond >= 0);
    check("total_second", totalSecond, totalSecond >= 0);
    // Were a failure free, a broken deployment that answers at once would be the best of all.
    check("failure", failure, failure > 0);
  }

  /** For people at a screen. */
  public static ObjectiveConfig interactive() {
    return INTERACTIVE;
  }

  /** The preset of that name, or null. */
  public static @Nullable ObjectiveConfig preset(String name) {
    return PRESETS.get(name);
  }

  public static Set<String> presets() {
    return PRESETS.keySet();
  }

  private static void check(String field, double value, boolean good) {
    if (!good || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          field
              + ": "
              + value
              + " (expected: finite, "
              + (field.equals("failure") ? "> 0)" : ">= 0)"));
    }
  }
}
