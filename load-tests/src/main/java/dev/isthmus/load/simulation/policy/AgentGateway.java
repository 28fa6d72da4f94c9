package dev.isthmus.load.simulation.policy;

import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.workload.Request;
import java.util.Arrays;
import java.util.List;

/**
 * agentgateway's score, the better of two.
 *
 * <p>Shape: {@code health / (1 + latency·(1 + 0.1·pending))}, both averages with a weight of 0.3
 * for the newest; latency is of successes alone, to the head of the answer. Source:
 * crates/agentgateway/src/types/loadbalancer.rs, read in its repository.
 */
final class AgentGateway implements Picker {
  private static final double NEWEST = 0.3;
  private static final double PER_PENDING = 0.1;

  private final double[] health;
  private final double[] latency;

  AgentGateway(int backends) {
    health = new double[backends];
    latency = new double[backends];
    Arrays.fill(health, 1);
  }

  @Override
  public Backend pick(List<Backend> open, Request request, View view) {
    return Pickers.best(Pickers.two(open, view), one -> -score(one.index(), view.of(one).pending));
  }

  private double score(int backend, int pending) {
    return health[backend] / (1 + latency[backend] * (1 + PER_PENDING * pending));
  }

  private static double average(double old, double sample) {
    return old == 0 ? sample : NEWEST * sample + (1 - NEWEST) * old;
  }

  @Override
  public void content(Backend backend, double tookSeconds, double seconds) {
    latency[backend.index()] = average(latency[backend.index()], tookSeconds);
    health[backend.index()] = average(health[backend.index()], 1);
  }

  @Override
  public void failed(Backend backend, boolean timeout, double tookSeconds, double seconds) {
    health[backend.index()] = (1 - NEWEST) * health[backend.index()];
  }
}
