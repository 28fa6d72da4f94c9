package dev.isthmus.core.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import org.junit.jupiter.api.Test;

/** What callers are told, and when to come back. */
final class RefusalTest {

  @Test
  void whatNobodyCanDoIsTheCallersToChange() {
    assertRefusal(
        FailureKind.UNSUPPORTED, "2 x CAPABILITY", -1, Exclusion.CAPABILITY, Exclusion.CAPABILITY);
    assertRefusal(
        FailureKind.CONTEXT_LENGTH,
        "1 x CAPABILITY, 1 x CONTEXT_LENGTH",
        -1,
        Exclusion.CONTEXT_LENGTH,
        Exclusion.CAPABILITY);
  }

  @Test
  void aLimitIsSaidToBeOneWithItsTime() {
    assertRefusal(
        FailureKind.RATE_LIMITED,
        "1 x RESIDENCY, 2 x COOLDOWN",
        1_000,
        Exclusion.COOLDOWN,
        Exclusion.RESIDENCY,
        Exclusion.COOLDOWN);
    assertRefusal(FailureKind.RATE_LIMITED, "1 x QUOTA", 1_000, Exclusion.QUOTA);
    Decision unknown = decision();
    unknown.exclude(unknown.addCandidate("d"), Exclusion.QUOTA, Double.NaN, 1);
    assertEquals(-1, Refusal.ofNoCandidate(unknown).retryAfterMillis());
  }

  @Test
  void residencyIsNamedWhereOthersCouldHaveServed() {
    assertRefusal(
        FailureKind.RESIDENCY,
        "1 x RESIDENCY, 1 x BREAKER",
        2_000,
        Exclusion.RESIDENCY,
        Exclusion.BREAKER);
  }

  @Test
  void elseNobodyIsThere() {
    assertRefusal(
        FailureKind.NO_CANDIDATE,
        "1 x DRAINED, 1 x BREAKER",
        1_000,
        Exclusion.BREAKER,
        Exclusion.DRAINED);
    assertRefusal(FailureKind.NO_CANDIDATE, "the route has none", -1);
  }

  @Test
  void whereAllHaveAsManyCallsAsTheyTakeItSaysWhenTheFirstOfThemWillHaveEnded() {
    assertRefusal(FailureKind.NO_CANDIDATE, "1 x CONCURRENCY", 1_000, Exclusion.CONCURRENCY);
    Decision decision = decision(Exclusion.CONCURRENCY, Exclusion.CONCURRENCY);
    decision.term(0, Decision.Term.TOTAL_SECONDS, 9);
    decision.term(1, Decision.Term.TOTAL_SECONDS, 5);
    assertEquals(2_500, Refusal.ofNoCandidate(decision).retryAfterMillis());
  }

  @Test
  void afterAttemptsResidencyExplainsAProvidersFailureAndNothingElse() {
    Decision decision = decision(Exclusion.RESIDENCY);
    decision.addCandidate("tried");
    Failure broken = RouterTest.failure(FailureKind.SERVER_ERROR);
    assertEquals(FailureKind.RESIDENCY, Refusal.afterAttempts(broken, decision).kind());
    Failure limited = RouterTest.failure(FailureKind.RATE_LIMITED);
    assertSame(limited, Refusal.afterAttempts(limited, decision));
    Failure callers = Failure.ofClient(FailureKind.INVALID_REQUEST, "no");
    assertSame(callers, Refusal.afterAttempts(callers, decision));
    assertSame(broken, Refusal.afterAttempts(broken, decision(Exclusion.BREAKER)));
  }

  private static void assertRefusal(
      FailureKind kind, String reasons, long retryAfterMillis, Exclusion... exclusions) {
    Failure failure = Refusal.ofNoCandidate(decision(exclusions));
    assertEquals(kind, failure.kind());
    assertEquals("no deployment can take this call: " + reasons, failure.detail());
    assertEquals(retryAfterMillis, failure.retryAfterMillis());
  }

  private static Decision decision(Exclusion... exclusions) {
    Decision decision = new Decision();
    decision.clear();
    for (Exclusion reason : exclusions) {
      int candidate = decision.addCandidate("d");
      decision.exclude(candidate, reason, candidate + 1, 0);
    }
    return decision;
  }
}
