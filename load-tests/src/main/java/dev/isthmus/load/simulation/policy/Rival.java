package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.resilience.RetryBudget;
import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.workload.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A gateway that goes by another rule. It has the same course, deadlines and retry budget; what it
 * knows it has seen itself. Threads: one.
 */
final class Rival implements Policy {
  private final Fleet fleet;
  private final Picker picker;
  private final Cooling cooling;
  private final RandomGenerator random;
  private final List<Sight> sights = new ArrayList<>();
  private final RetryBudget retries = new RetryBudget();
  private final List<Backend> open = new ArrayList<>();

  Rival(Fleet fleet, Picker picker, Cooling cooling, RandomGenerator random) {
    this.fleet = fleet;
    this.picker = picker;
    this.cooling = cooling;
    this.random = random;
    fleet.all().forEach(one -> sights.add(new Sight()));
  }

  @Override
  public Errand open(Request request, long nowNanos) {
    retries.callStarted();
    return new RivalErrand(this, request);
  }

  /**
   * An order of all candidates: the rule is asked again and again about those that are left; who is
   * left alone comes last, and not at all while there is anybody else.
   */
  int[] order(Request request) {
    double seconds = fleet.time().seconds();
    open.clear();
    fleet.candidates().forEach(one -> addOpen(one, seconds));
    if (open.isEmpty()) {
      open.addAll(fleet.candidates());
    }
    Picker.View view = new Picker.View(sights, seconds, random);
    int[] order = new int[Math.min(open.size(), RivalErrand.MOST_STOPS)];
    for (int i = 0; i < order.length; i++) {
      Backend next = picker.pick(open, request, view);
      order[i] = next.index();
      open.remove(next);
    }
    return order;
  }

  private void addOpen(Backend one, double seconds) {
    if (!sights.get(one.index()).isOut(seconds)) {
      open.add(one);
    }
  }

  Fleet fleet() {
    return fleet;
  }

  Picker picker() {
    return picker;
  }

  Cooling cooling() {
    return cooling;
  }

  Sight sight(int backend) {
    return sights.get(backend);
  }

  RetryBudget retries() {
    return retries;
  }

  @Override
  public boolean isClean() {
    boolean idle = true;
    for (Sight sight : sights) {
      idle &= sight.pending == 0 && sight.waiting == 0;
    }
    return idle && retries.callsInFlight() == 0 && retries.retriesInFlight() == 0;
  }
}
