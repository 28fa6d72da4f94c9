package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.route.Objective;
import dev.isthmus.load.simulation.VirtualTime;
import dev.isthmus.load.simulation.fleet.Backend;
import java.util.ArrayList;
import java.util.List;

/**
 * The deployments as a gateway's configuration names them. A policy may look at their {@link
 * Backend#spec} and prices; only the oracle looks further. Threads: one.
 *
 * @param replicas gateways that share them
 * @param objective what the route would pay
 * @param thinking whether their model thinks first
 */
public record Fleet(
    VirtualTime time,
    List<Backend> all,
    List<Backend> candidates,
    int replicas,
    Objective objective,
    boolean thinking) {

  public Fleet {
    candidates = new ArrayList<>(candidates);
  }

  /** From now on {@code backend} is a candidate, too. */
  public void join(Backend backend) {
    candidates.add(backend);
  }
}
