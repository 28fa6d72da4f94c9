package dev.isthmus.load.simulation.run;

import java.util.List;
import java.util.Map;

/**
 * What one run came to.
 *
 * @param values NaN where a metric has no meaning in its scenario
 * @param shares the part of attempts that went to whoever was struck, for each second
 * @param calls that were counted
 * @param events that happened
 */
public record Result(Map<Metric, Double> values, List<Double> shares, long calls, long events) {
  public Result {
    values = Map.copyOf(values);
    shares = List.copyOf(shares);
  }

  public double of(Metric metric) {
    return values.getOrDefault(metric, Double.NaN);
  }
}
