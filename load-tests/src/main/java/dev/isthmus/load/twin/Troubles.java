package dev.isthmus.load.twin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.load.simulation.fleet.Condition;
import dev.isthmus.load.simulation.fleet.Spec;
import dev.isthmus.load.simulation.scenario.Incident;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lets an incident befall a stand, and undoes it. Threads: one. */
final class Troubles {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final TwinStand stand;
  private final Incident incident;
  private final List<Fault> on = new ArrayList<>();
  private final Set<String> closed = new HashSet<>();
  private final List<Spec> struck;

  private record Fault(Spec spec, long id) {}

  Troubles(TwinStand stand, Incident incident) {
    this.stand = stand;
    this.incident = incident;
    this.struck = incident.who().stream().map(stand::spec).toList();
  }

  void begin() throws IOException, InterruptedException {
    Condition condition = new Condition();
    incident.does().accept(condition);
    for (Spec spec : struck) {
      for (String fault : Blueprint.faults(spec, condition)) {
        String id = stand.cloud(spec).post("/_sim/fault", fault);
        on.add(new Fault(spec, MAPPER.readTree(id).path("id").asLong()));
      }
      if (condition.unreachable == 1 && closed.add(Blueprint.cloud(spec))) {
        close(spec);
      }
    }
    if (condition.priceFactor != 1) {
      incident.who().forEach(one -> stand.price(one, condition.priceFactor));
      stand.reload();
    }
  }

  private void close(Spec spec) throws IOException, InterruptedException {
    if (!stand.blueprint().takesAllOf(spec, incident.who())) {
      throw new IllegalArgumentException(
          "incident: a part of " + Blueprint.cloud(spec) + " (expected: all that is at one port)");
    }
    stand.cloud(spec).post("/_sim/kill", "");
  }

  /** All is well again; prices stay. */
  void end() throws IOException, InterruptedException {
    for (Fault fault : on) {
      stand.cloud(fault.spec()).delete("/_sim/fault?id=" + fault.id());
    }
    on.clear();
    for (Spec spec : struck) {
      if (closed.remove(Blueprint.cloud(spec))) {
        stand.cloud(spec).post("/_sim/reopen", "");
      }
    }
  }
}
