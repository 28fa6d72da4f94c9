package dev.isthmus.core.route;

import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Says which of a caller's own terms cannot be met, and with which others the call could be taken.
 * Threads: any; no state.
 */
final class Unmet {
  private static final double MILLIS = 1e3;
  private static final int DOLLAR_PLACES = 9;

  private Unmet() {}

  /**
   * Whether it is the caller's terms that leave nobody: where a rule that passes keeps others away,
   * time may help, and the caller is told to come back instead.
   */
  static boolean is(Decision decision) {
    for (int i = 0; i < decision.candidateCount(); i++) {
      Exclusion reason = decision.exclusion(i);
      if (reason != null && passes(reason)) {
        return false;
      }
    }
    return Refusal.excluded(decision, Exclusion.DEADLINE) > 0
        || Refusal.excluded(decision, Exclusion.COST) > 0
        || (asksWhere(decision) && Refusal.excluded(decision, Exclusion.RESIDENCY) > 0);
  }

  private static boolean passes(Exclusion reason) {
    return switch (reason) {
      case CREDENTIAL, BREAKER, SLOW_START, COOLDOWN, QUOTA, CONCURRENCY, SATURATED -> true;
      case ELSEWHERE, CAPABILITY, RESIDENCY, CONTEXT_LENGTH -> false;
      case COST, DRAINED, DEADLINE, FIRST_TOKEN -> false;
    };
  }

  /** What the caller is told; {@code reasons} names the rules and counts. */
  static Failure terms(Decision decision, String reasons) {
    if (Refusal.excluded(decision, Exclusion.DEADLINE) > 0) {
      long millis = (long) Math.ceil(leastSeen(decision, Exclusion.DEADLINE) * MILLIS);
      return failure(Bounds.DEADLINE, "at least " + millis + " at this time", reasons);
    }
    if (Refusal.excluded(decision, Exclusion.COST) > 0) {
      double dollars = leastSeen(decision, Exclusion.COST);
      String expected =
          Double.isInfinite(dollars)
              ? "none, because no price is known"
              : "at least " + plain(dollars) + " for a call like this";
      return failure(Bounds.MAX_DOLLARS, expected, reasons);
    }
    return failure(whereHeader(decision), "places where the model is", reasons);
  }

  private static Failure failure(String header, String expected, String reasons) {
    String detail =
        header + ": cannot be met (expected: " + expected + "); candidates left out: " + reasons;
    return Failure.ofClient(FailureKind.TERMS_UNMET, detail, header);
  }

  private static double leastSeen(Decision decision, Exclusion reason) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < decision.candidateCount(); i++) {
      if (decision.exclusion(i) == reason && decision.saw(i) < least) {
        least = decision.saw(i);
      }
    }
    return least;
  }

  private static String plain(double dollars) {
    return BigDecimal.valueOf(dollars)
        .setScale(DOLLAR_PLACES, RoundingMode.CEILING)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static boolean asksWhere(Decision decision) {
    Terms terms = decision.summary().terms;
    return terms != null && !terms.bounds().scope().equals(Scope.ANY);
  }

  private static String whereHeader(Decision decision) {
    Terms terms = decision.summary().terms;
    Scope scope = terms == null ? Scope.ANY : terms.bounds().scope();
    if (!scope.regions().isEmpty()) {
      return Bounds.REGIONS;
    }
    return scope.dataZones().isEmpty() ? Bounds.PROVIDERS : Bounds.DATA_ZONES;
  }
}
