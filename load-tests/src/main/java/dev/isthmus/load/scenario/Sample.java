package dev.isthmus.load.scenario;

import dev.isthmus.load.stand.ProcessProbe;
import java.util.Map;

/**
 * Gateway and clouds at one moment, by deployment. All counters count from their process's start.
 *
 * @param second since the load began
 * @param limited attempts that a provider refused with 429
 * @param breaker 0 closed, 1 half open, 2 open
 * @param billed dollars, by the cloud's own count
 */
record Sample(
    double second,
    Map<String, Double> attempts,
    Map<String, Double> limited,
    Map<String, Double> dollars,
    Map<String, Double> breaker,
    Map<String, Double> inFlight,
    Map<String, Double> billed,
    ProcessProbe.Reading process) {

  static double total(Map<String, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  static double of(Map<String, Double> values, Iterable<String> names) {
    double sum = 0;
    for (String name : names) {
      sum += values.getOrDefault(name, 0.0);
    }
    return sum;
  }
}
