package dev.isthmus.server.admin;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Other weights for a route.
 *
 * @param preset the objective to begin with; null: the one in force
 * @param weights what to change in it, by the names that the file has for them
 */
public record RoutePatch(@Nullable String preset, Map<String, Double> weights) {
  public RoutePatch {
    weights = Map.copyOf(weights);
  }
}
