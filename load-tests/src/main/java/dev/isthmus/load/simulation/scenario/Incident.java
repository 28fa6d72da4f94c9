package dev.isthmus.load.simulation.scenario;

import dev.isthmus.load.simulation.fleet.Condition;
import java.util.List;
import java.util.function.Consumer;

/**
 * Something befalls deployments for a while. Units: seconds of the run.
 *
 * @param who their numbers in the fleet
 * @param does to each of them; it is all undone at {@code to}
 */
public record Incident(double from, double to, List<Integer> who, Consumer<Condition> does) {
  public Incident {
    who = List.copyOf(who);
  }
}
