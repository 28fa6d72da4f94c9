package dev.isthmus.core.route;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;

/**
 * Says why nobody can take a call: which rules left how many candidates out, and when to come back.
 * It names rules and counts, never deployments, hosts or accounts. Threads: any; no state.
 */
public final class Refusal {
  private static final double MILLIS = 1e3;
  private static final double LEAST_WAIT_SECONDS = 1;

  private Refusal() {}

  /** Why {@code decision} has no candidate that may be tried. */
  public static Failure ofNoCandidate(Decision decision) {
    FailureKind kind = kind(decision);
    if (kind == FailureKind.TERMS_UNMET) {
      return Unmet.terms(decision, reasons(decision));
    }
    String who =
        excluded(decision, Exclusion.ELSEWHERE) == 0
            ? "no deployment can take this call: "
            : "the deployment that keeps the stored response cannot take this call: ";
    String detail = who + reasons(decision);
    return switch (kind) {
      case UNSUPPORTED, CONTEXT_LENGTH -> Failure.ofClient(kind, detail);
      default -> Failure.ofPolicy(kind, detail, retryAfterMillis(decision));
    };
  }

  /**
   * What the caller is told when the last attempt failed with {@code last} and nobody is left to
   * ask. Where a rule about region, data zone or provider kept others away, the rule is named.
   */
  public static Failure afterAttempts(Failure last, Decision decision) {
    if (last.kind() == FailureKind.FOREIGN_REASONING) {
      return unread(last, decision);
    }
    boolean theirs = last.origin() == Failure.Origin.PROVIDER;
    if (theirs
        && excluded(decision, Exclusion.RESIDENCY) > 0
        && last.kind() != FailureKind.RATE_LIMITED) {
      return Failure.ofPolicy(
          FailureKind.RESIDENCY,
          "every deployment inside the allowed regions failed, and the others are left out: "
              + reasons(decision),
          retryAfterMillis(decision));
    }
    return last;
  }

  /**
   * None of those who were asked could read the call's encrypted reasoning. Whoever failed
   * otherwise, or could not be asked now, may be the one that wrote it: then to come back is better
   * than to give the conversation up.
   */
  private static Failure unread(Failure last, Decision decision) {
    for (int i = 0; i < decision.attemptCount(); i++) {
      Failure before = decision.attempt(i).failure;
      if (before != null && before.kind() != FailureKind.FOREIGN_REASONING) {
        return before;
      }
    }
    long millis = retryAfterMillis(decision);
    return millis < 0
        ? last
        : Failure.ofPolicy(
            FailureKind.NO_CANDIDATE,
            "nobody who can be asked now can read this call's encrypted reasoning: "
                + reasons(decision),
            millis);
  }

  /** How many candidates {@code reason} left out. */
  public static int excluded(Decision decision, Exclusion reason) {
    int count = 0;
    for (int i = 0; i < decision.candidateCount(); i++) {
      count += decision.exclusion(i) == reason && !decision.relaxed(i) ? 1 : 0;
    }
    return count;
  }

  private static FailureKind kind(Decision decision) {
    int asked = decision.candidateCount() - excluded(decision, Exclusion.ELSEWHERE);
    if (asked == 0) {
      return FailureKind.NO_CANDIDATE;
    }
    int incapable = excluded(decision, Exclusion.CAPABILITY);
    if (incapable == asked) {
      return FailureKind.UNSUPPORTED;
    }
    if (incapable + excluded(decision, Exclusion.CONTEXT_LENGTH) == asked) {
      return FailureKind.CONTEXT_LENGTH;
    }
    if (excluded(decision, Exclusion.COOLDOWN) + excluded(decision, Exclusion.QUOTA) > 0) {
      return FailureKind.RATE_LIMITED;
    }
    if (Unmet.is(decision)) {
      return FailureKind.TERMS_UNMET;
    }
    return excluded(decision, Exclusion.RESIDENCY) > 0
        ? FailureKind.RESIDENCY
        : FailureKind.NO_CANDIDATE;
  }

  private static String reasons(Decision decision) {
    StringBuilder text = new StringBuilder();
    for (Exclusion reason : Exclusion.values()) {
      int count = excluded(decision, reason);
      if (count > 0) {
        text.append(text.isEmpty() ? "" : ", ").append(count).append(" x ").append(reason);
      }
    }
    return text.isEmpty() ? "the route has none" : text.toString();
  }

  /** The soonest moment at which a rule that waits lets go, or −1. */
  private static long retryAfterMillis(Decision decision) {
    double soonest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < decision.candidateCount(); i++) {
      soonest = Math.min(soonest, opensInSeconds(decision, i));
    }
    return Double.isInfinite(soonest) ? -1 : (long) Math.ceil(soonest * MILLIS);
  }

  /** Infinity where nobody can know. */
  private static double opensInSeconds(Decision decision, int candidate) {
    Exclusion reason = decision.exclusion(candidate);
    if (reason == null) {
      return Double.POSITIVE_INFINITY;
    }
    return switch (reason) {
      case COOLDOWN, BREAKER -> Math.max(0, decision.saw(candidate));
      case QUOTA -> statedOrNever(decision.saw(candidate));
      case CONCURRENCY -> placeInSeconds(decision, candidate);
      default -> Double.POSITIVE_INFINITY;
    };
  }

  private static double statedOrNever(double seconds) {
    return Double.isNaN(seconds) ? Double.POSITIVE_INFINITY : Math.max(0, seconds);
  }

  /** Of n calls that take a time T each, one ends every T/n; but nobody is told to hurry. */
  private static double placeInSeconds(Decision decision, int candidate) {
    double takes = decision.term(candidate, Decision.Term.TOTAL_SECONDS);
    double inFlight = Math.max(1, decision.saw(candidate));
    return takes > 0 ? Math.max(LEAST_WAIT_SECONDS, takes / inFlight) : LEAST_WAIT_SECONDS;
  }
}
