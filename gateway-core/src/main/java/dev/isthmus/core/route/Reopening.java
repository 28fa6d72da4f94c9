package dev.isthmus.core.route;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Exclusion;

/**
 * When a route takes calls again whose every candidate asked to be left alone. Threads: any; no
 * state. Allocation: none.
 */
public final class Reopening {
  private Reopening() {}

  /**
   * Nanoseconds until the first of the candidates that {@code decision} holds lets go; −1 where
   * none of those that may take the call is cooling.
   */
  public static long inNanos(Route route, Decision decision, long nowNanos) {
    long soonest = -1;
    for (int i = 0; i < decision.candidateCount(); i++) {
      long wait = wait(route.candidates().get(i), decision, i, nowNanos);
      if (wait >= 0 && (soonest < 0 || wait < soonest)) {
        soonest = wait;
      }
    }
    return soonest;
  }

  private static long wait(Deployment deployment, Decision decision, int candidate, long nowNanos) {
    long wait = deployment.live().capacity().coolUntilNanos() - nowNanos;
    if (decision.exclusion(candidate) == Exclusion.COOLDOWN) {
      return Math.max(0, wait);
    }
    boolean mayServe = decision.exclusion(candidate) == null || decision.relaxed(candidate);
    return mayServe && wait > 0 ? wait : -1;
  }
}
