package dev.isthmus.core.route;

import dev.isthmus.core.call.HotPath;

/**
 * Finds out whether a deployment is well again. What was measured before it failed may be all that
 * keeps it out of reach of the price, and without calls it would never be measured anew; so the few
 * calls that its breaker, and then its slow start, let through go there first, whatever the price
 * says.
 *
 * <p>A call is used for that only where it risks nothing but a little time: it may be sent again,
 * and a healthy deployment stands ready. It is never sent to another model for it. Threads: any; no
 * state. Allocation: none.
 */
final class Recovery {
  private Recovery() {}

  /** The stop that this call should try first, or −1. */
  @HotPath
  static int probe(Question question, Scoring scoring, Prediction[] rows) {
    int probe = -1;
    boolean healthy = false;
    for (int stop = 0; stop < scoring.size(); stop++) {
      int candidate = scoring.candidate(stop);
      if (rows[candidate].well) {
        healthy = true;
      } else if (probe < 0 && !substitutes(question.route(), candidate)) {
        probe = stop;
      }
    }
    return healthy && question.repeats() ? probe : -1;
  }

  private static boolean substitutes(Route route, int candidate) {
    return route.substitutes(route.candidates().get(candidate));
  }

  /** Whether neither its breaker nor its slow start finds out about it just now. */
  @HotPath
  static boolean isWell(Live live) {
    return live.breaker().isClosed() && !live.slowStart().isReturning();
  }
}
