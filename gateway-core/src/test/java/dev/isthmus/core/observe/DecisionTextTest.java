package dev.isthmus.core.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import org.junit.jupiter.api.Test;

/** The paragraph that somebody reads at three in the morning, word by word. */
final class DecisionTextTest {
  private static final long MILLI = 1_000_000;

  @Test
  void aCallThatMovedIsToldAsItHappened() {
    Decision decision = decision();
    attempt(decision, "azure-ptu", 1, 0);
    decision.attempt(0).failure =
        Failure.ofProvider(
            FailureKind.SERVER_ERROR, Failure.Retry.UNANSWERED, "the provider failed");
    attempt(decision, "vertex", 260, 700);
    AttemptRow second = decision.attempt(1);
    second.usage(Usage.reported(1200, 0, 0, 85, 0));
    second.picodollars = 231_000_000;
    decision.summary().outcome = Outcome.COMPLETED;
    decision.summary().endNanos = 1960 * MILLI;
    assertEquals(
        "Call d16 (request req-1) came at 1970-01-01T00:00:00Z from demo and asked gpt for a"
            + " streamed chat: about 1200 prompt tokens, 80 expected back. Objective: interactive;"
            + " configuration: v7. It chose azure-ptu at $0.001000 (cost $0.000400; first token in"
            + " 0.30 s, worth $0.000240; whole answer in 1.20 s, worth $0.000060; 2.0 % risk of"
            + " failure, worth $0.000300), by a draw among near-ties in which it had 60 %. Also"
            + " possible: vertex at $0.001100 (cost $0.000400, first token 0.30 s). Left out: us by"
            + " RESIDENCY; broken by BREAKER (for 4.5 s more); full by QUOTA (the call would"
            + " reserve 1280 tokens). Attempt 1 went to azure-ptu after 1.0 ms, and failed with"
            + " SERVER_ERROR (the provider failed) and was over after 250 ms. Attempt 2 went to vertex after"
            + " 260.0 ms, showed its first content after 700 ms and was over after 1700 ms; 1200"
            + " tokens in, 85 out (reported), $0.000231. The call was complete after 1960 ms.",
        DecisionText.of(decision));
  }

  @Test
  void aCallThatNobodyTookIsToldToo() {
    Decision decision = new Decision();
    decision.clear();
    decision.summary().id = 42;
    decision.summary().requestId("req-2");
    decision.summary().outcome =
        new Outcome.Failed(Failure.ofClient(FailureKind.UNAUTHENTICATED, "no key"));
    assertEquals(
        "Call d16 (request req-2) came at 1970-01-01T00:00:00Z from nobody we know and was not"
            + " admitted to any route. The call failed with UNAUTHENTICATED: no key.",
        DecisionText.of(decision));
  }

  private static Decision decision() {
    Decision decision = new Decision();
    decision.clear();
    CallSummary summary = decision.summary();
    summary.id = 42;
    summary.requestId("req-1");
    summary.caller = "demo";
    summary.route = "gpt";
    summary.objective = "interactive";
    summary.configVersion = "v7";
    summary.expectedOutputTokens = 80;
    summary.facts(new CallFacts(Operation.CHAT, "gpt", true, false, 5000, 4800, 0, -1, 1, 0));
    priced(decision, "azure-ptu", 0.001, 0.6);
    priced(decision, "vertex", 0.0011, 0.4);
    decision.exclude(priced(decision, "us", 1, 0), Exclusion.RESIDENCY, Double.NaN, Double.NaN);
    decision.exclude(priced(decision, "broken", 1, 0), Exclusion.BREAKER, 4.5, 0);
    decision.exclude(priced(decision, "full", 1, 0), Exclusion.QUOTA, Double.NaN, 1280);
    return decision;
  }

  private static int priced(Decision decision, String name, double score, double propensity) {
    int candidate = decision.addCandidate(name);
    decision.term(candidate, Term.COST_TERM_DOLLARS, 0.0004);
    decision.term(candidate, Term.FIRST_CONTENT_SECONDS, 0.3);
    decision.term(candidate, Term.FIRST_CONTENT_TERM_DOLLARS, 0.00024);
    decision.term(candidate, Term.TOTAL_SECONDS, 1.2);
    decision.term(candidate, Term.TOTAL_TERM_DOLLARS, 0.00006);
    decision.term(candidate, Term.FAILURE_PROBABILITY, 0.02);
    decision.term(candidate, Term.FAILURE_TERM_DOLLARS, 0.0003);
    decision.term(candidate, Term.SCORE_DOLLARS, score);
    decision.term(candidate, Term.PROPENSITY, propensity);
    return candidate;
  }

  private static void attempt(Decision decision, String name, long atMillis, long contentMillis) {
    AttemptRow row = decision.openAttempt();
    row.deployment(name);
    row.startNanos = atMillis * MILLI;
    row.firstContentNanos = contentMillis > 0 ? (atMillis + contentMillis) * MILLI : -1;
    row.endNanos = (atMillis + (contentMillis > 0 ? 1700 : 250)) * MILLI;
  }
}
