package dev.isthmus.core.govern;

import static dev.isthmus.core.govern.Fixtures.caller;
import static dev.isthmus.core.govern.Fixtures.chat;
import static dev.isthmus.core.govern.Fixtures.facts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.CallerId;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Usage;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmitTest {
  private static final CallerLimits TOKENS = new CallerLimits(-1, 6_000, -1);

  private final FakeTicker ticker = new FakeTicker();
  private Caller demo = caller("demo", CallerLimits.NONE);
  private Callers callers = Fixtures.callers(demo, now());
  private Gatekeeper gatekeeper = Fixtures.gatekeeper(callers);

  private long now() {
    return ticker.nanoTime();
  }

  private void as(Caller caller) {
    demo = caller;
    callers = Fixtures.callers(caller, now());
    gatekeeper = Fixtures.gatekeeper(callers);
  }

  private Grant grant(CallFacts facts) {
    return (Grant) gatekeeper.admit(demo, facts, 0, now());
  }

  private Failure refusal(CallFacts facts) {
    return ((Admission.Refused) gatekeeper.admit(demo, facts, 0, now())).failure();
  }

  private LimitReport limits() {
    return callers.meter(demo).report(now());
  }

  @Test
  void aModelThatTheCallerMayNotSeeLooksLikeOneThatIsNotThere() {
    as(caller("demo", new CallerLimits(5, -1, -1), "gpt-oss-120b"));
    Failure hidden = refusal(chat("gemini-2.5-flash", 10));
    Failure missing = refusal(chat("no-such-model", 10));
    assertSame(hidden, missing);
    assertEquals(404, hidden.kind().httpStatus());
    assertEquals("model", hidden.param());
    assertEquals(5, limits().remainingRequests(), "and costs nothing");
    assertEquals("demo", demo.toString());
    grant(chat("gpt-oss-120b", 10));
  }

  @Test
  void modelNamesAreComparedWhole() {
    as(caller("demo", CallerLimits.NONE, "gpt-oss-120b"));
    for (String model :
        new String[] {"", "gpt", "GPT-OSS-120B", "gpt-oss-120b ", "gpt-oss-120b\0"}) {
      assertSame(Gatekeeper.NO_SUCH_MODEL, refusal(chat(model, 1)));
    }
  }

  @Test
  void termsCarryTheCallersScopeAndClass() {
    Scope eu = new Scope(Set.of(), Set.of("eu"), Set.of());
    as(
        new Caller(
            new CallerId("demo", 0),
            Set.of(),
            eu,
            CallerLimits.NONE,
            Caller.Expose.FULL,
            CallClass.BATCH));
    Grant grant = grant(chat("m", 1));
    assertEquals(eu, grant.terms().scope());
    assertEquals(CallClass.BATCH, grant.terms().callClass());
  }

  @Test
  void requestsAreRefusedUntilTheNextOneIsDue() {
    as(caller("demo", new CallerLimits(60, -1, -1)));
    for (int i = 0; i < 60; i++) {
      grant(chat("m", 1));
    }
    Failure failure = refusal(chat("m", 1));
    assertEquals(FailureKind.CALLER_LIMIT, failure.kind());
    assertEquals(Failure.Origin.POLICY, failure.origin());
    assertEquals(1_000, failure.retryAfterMillis());
    assertEquals(new LimitReport(-1, -1, -1, 0, 60, 60_000, -1, -1), limits());
    ticker.advanceMillis(failure.retryAfterMillis());
    grant(chat("m", 1));
  }

  @Test
  void tokensAreReservedAndSettledByWhatWasUsed() {
    as(caller("demo", TOKENS));
    Grant grant = grant(chat("m", 1_900));
    assertEquals(4_000, limits().remainingTokens());
    grant.close(Usage.reported(100, 0, 0, 400, 0), now());
    assertEquals(5_500, limits().remainingTokens());
    assertEquals(5_000, limits().resetTokensMillis());
  }

  @Test
  void useBeyondTheReservationIsChargedToo() {
    as(caller("demo", TOKENS));
    Grant grant = grant(chat("m", 1_900));
    grant.close(Usage.reported(1_000, 0, 0, 8_000, 0), now());
    assertEquals(0, limits().remainingTokens());
    Failure failure = refusal(chat("m", 0));
    assertEquals(31_000, failure.retryAfterMillis(), "3000 owed and 100 wanted at 100 a second");
  }

  @Test
  void nothingUsedGivesEverythingBack() {
    as(caller("demo", new CallerLimits(10, 6_000, 3)));
    grant(chat("m", 5_900)).close(Usage.NONE, now());
    assertEquals(6_000, limits().remainingTokens());
    assertEquals(9, limits().remainingRequests(), "but it was a request");
  }

  @Test
  void aCallAboveTheWholeLimitWaitsForAFullBucketAndNotForEver() {
    as(caller("demo", TOKENS));
    Grant grant = grant(chat("m", 1_000_000));
    assertEquals(0, limits().remainingTokens());
    assertEquals(60_000, refusal(chat("m", Long.MAX_VALUE)).retryAfterMillis());
    grant.close(Usage.reported(100, 0, 0, 100, 0), now());
    assertEquals(5_800, limits().remainingTokens());
  }

  @Test
  void reservesTheExpectationWhereTheCallerSetNoMaximum() {
    as(caller("demo", TOKENS));
    gatekeeper.admit(demo, chat("m", -1), 700, now());
    assertEquals(5_200, limits().remainingTokens());
    gatekeeper.admit(demo, chat("m", -1), -1, now());
    assertEquals(5_100, limits().remainingTokens());
  }

  @Test
  void reservesForEachAnswerAndNoneForVectors() {
    as(caller("demo", TOKENS));
    grant(facts(Operation.CHAT, "m", 200, 3));
    assertEquals(5_300, limits().remainingTokens());
    gatekeeper.admit(demo, facts(Operation.EMBEDDING, "m", -1, 1), 700, now());
    assertEquals(5_200, limits().remainingTokens());
    ticker.advanceSeconds(60);
    grant(facts(Operation.CHAT, "m", Long.MAX_VALUE, Integer.MAX_VALUE));
    assertEquals(0, limits().remainingTokens());
  }

  @Test
  void aRefusalByOneLimitUsesUpNoOther() {
    as(caller("demo", new CallerLimits(10, 6_000, -1)));
    Grant one = grant(chat("m", 5_900));
    for (int i = 0; i < 100; i++) {
      refusal(chat("m", 100));
    }
    assertEquals(9, limits().remainingRequests());
    one.close(Usage.NONE, now());
    assertEquals(6_000, limits().remainingTokens());
  }

  @Test
  void closingTwiceIsABug() {
    Grant grant = grant(chat("m", 1));
    grant.close(Usage.NONE, now());
    assertThrows(IllegalStateException.class, () -> grant.close(Usage.NONE, now()));
  }

  @Test
  void withoutLimitsNothingIsReported() {
    grant(chat("m", 1));
    assertEquals(LimitReport.NONE, limits());
    assertTrue(limits().isEmpty());
  }
}
