package dev.isthmus.load.simulation.scenario;

import dev.isthmus.load.simulation.fleet.Spec;
import dev.isthmus.load.simulation.workload.Workload;
import java.util.List;

/**
 * One thing that may happen to a fleet.
 *
 * @param says what happens, for people
 * @param joins numbers of deployments that become candidates when the incident begins
 * @param replicas gateways that share the calls, each with what it has seen itself
 * @param heldOut whether nothing was fitted on it
 */
public record Scenario(
    String name,
    String says,
    List<Spec> fleet,
    Workload workload,
    List<Incident> incidents,
    List<Integer> joins,
    Span span,
    int replicas,
    boolean heldOut) {
  public Scenario {
    fleet = List.copyOf(fleet);
    incidents = List.copyOf(incidents);
    joins = List.copyOf(joins);
  }

  /** Whether its model thinks before it answers. */
  public boolean thinking() {
    return workload.thinking() > 0;
  }

  /** Who is struck: whose share is watched. */
  public int[] struck() {
    return incidents.isEmpty()
        ? new int[0]
        : incidents.get(0).who().stream().mapToInt(Integer::intValue).toArray();
  }

  /** The same with other calls. */
  public Scenario with(Workload calls) {
    return new Scenario(name, says, fleet, calls, incidents, joins, span, replicas, heldOut);
  }

  public Scenario replicas(int count) {
    return new Scenario(name, says, fleet, workload, incidents, joins, span, count, heldOut);
  }
}
