package dev.isthmus.load.generator;

import java.util.Map;

/**
 * What happened in one second of a run.
 *
 * @param second from 0
 * @param scheduled calls that became due in it
 * @param ended calls that ended in it
 * @param ok of those
 * @param inFlight calls that were due and not over at its end
 * @param latencyP50Millis of those that ended, from their scheduled time
 * @param deployments calls that ended, by who answered them
 */
public record LiveSecond(
    int second,
    long scheduled,
    long ended,
    long ok,
    int inFlight,
    double latencyP50Millis,
    double latencyP99Millis,
    Map<String, Long> deployments) {

  public LiveSecond {
    deployments = Map.copyOf(deployments);
  }

  /** Nothing yet. */
  static final LiveSecond NOTHING = new LiveSecond(-1, 0, 0, 0, 0, 0, 0, Map.of());

  /** The share of this second's answers that {@code deployment} gave. */
  public double share(String deployment) {
    long all = deployments.values().stream().mapToLong(Long::longValue).sum();
    return all == 0 ? 0 : (double) deployments.getOrDefault(deployment, 0L) / all;
  }
}
