package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.route.Objective;
import dev.isthmus.load.simulation.fleet.Backend;
import dev.isthmus.load.simulation.workload.Request;
import java.util.List;

/** What a call would truly be worth at a deployment, in the route's own dollars. */
public final class Truth {
  private final Objective objective;

  public Truth(Objective objective) {
    this.objective = objective;
  }

  /** Infinite where the call would not be answered. */
  public double price(Backend backend, Request request) {
    if (!backend.wouldServe(request)) {
      return Double.POSITIVE_INFINITY;
    }
    return objective.cost() * backend.dollars(request)
        + objective.firstContentSecond() * backend.expectedFirstSeconds(request)
        + objective.totalSecond() * backend.expectedTotalSeconds(request);
  }

  /** The least price of all, infinite where nobody would answer. */
  public double least(List<Backend> candidates, Request request) {
    double least = Double.POSITIVE_INFINITY;
    for (Backend one : candidates) {
      least = Math.min(least, price(one, request));
    }
    return least;
  }

  /** What choosing {@code backend} costs more than the best would have. */
  public double regret(Backend backend, List<Backend> candidates, Request request) {
    double best = least(candidates, request);
    if (Double.isInfinite(best)) {
      return 0;
    }
    double paid = price(backend, request);
    return (Double.isInfinite(paid) ? objective.failure() + best : paid) - best;
  }
}
