package dev.isthmus.core.route;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Exclusion;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a route takes calls again whose every candidate asked to be left alone. Threads: any; no
 * state. Allocation: none.
 */
public final class Reopening {
  /** How soon a full deployment is looked at again. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

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

  /**
   * The same of those, too, that have no room at this moment: a limit opens when its provider says,
   * and a place among calls at once may come free at any time.
   */
  public static long roomInNanos(Route route, Decision decision, long nowNanos) {
    long soonest = inNanos(route, decision, nowNanos);
    for (int i = 0; i < decision.candidateCount(); i++) {
      long wait = room(route.candidates().get(i), decision, i, nowNanos);
      if (wait >= 0 && (soonest < 0 || wait < soonest)) {
        soonest = wait;
      }
    }
    return soonest;
  }

  /** Whether a candidate had no room when it was judged, or has filled up since. */
  public static boolean isAnyFull(Route route, Decision decision, long nowNanos) {
    for (int i = 0; i < decision.candidateCount(); i++) {
      Exclusion why = decision.exclusion(i);
      if (why == null) {
        why = route.candidates().get(i).live().capacity().check(1, nowNanos);
      }
      if (isFull(why)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a candidate that had no room when it was judged would take the smallest call now. */
  public static boolean hasAnyRoom(Route route, Decision decision, long nowNanos) {
    for (int i = 0; i < decision.candidateCount(); i++) {
      if (isFull(decision.exclusion(i)) && route.candidates().get(i).outNow(nowNanos) == null) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFull(@Nullable Exclusion why) {
    return why == Exclusion.COOLDOWN || why == Exclusion.QUOTA || why == Exclusion.CONCURRENCY;
  }

  private static long room(Deployment deployment, Decision decision, int candidate, long nowNanos) {
    Exclusion why = decision.exclusion(candidate);
    long tokens = (long) decision.term(candidate, Decision.Term.RESERVED_TOKENS);
    if (why == Exclusion.CONCURRENCY) {
      return LOOK_AGAIN_NANOS;
    }
    return why == Exclusion.QUOTA
        ? deployment.live().capacity().quotaOpensInNanos(tokens, nowNanos)
        : -1;
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
