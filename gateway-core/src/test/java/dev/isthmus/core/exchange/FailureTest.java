package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DOCUMENT;
import static dev.isthmus.core.exchange.Bench.DONE;
import static dev.isthmus.core.exchange.Bench.HEL;
import static dev.isthmus.core.exchange.Bench.LO;
import static dev.isthmus.core.exchange.Bench.PLAIN;
import static dev.isthmus.core.exchange.Bench.ROLE;
import static dev.isthmus.core.exchange.Bench.STOP;
import static dev.isthmus.core.exchange.Bench.STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.Row;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import dev.isthmus.core.provider.vertex.GeminiProvider;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.route.DeploymentBuilder;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.Metering;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls whose attempts fail: which of them move on, and what the caller learns. */
final class FailureTest {
  private static final String ERROR_EVENT =
      "data: {\"error\":{\"message\":\"secret inside\",\"type\":\"server_error\"}}\n\n";
  private static final String CONTENT_FILTER =
      "{\"error\":{\"message\":\"The prompt was filtered.\",\"type\":null,\"param\":\"prompt\","
          + "\"code\":\"content_filter\",\"status\":400,\"innererror\":{\"code\":"
          + "\"ResponsibleAIPolicyViolation\"}}}";

  private Bench bench = Bench.of("a", "b");

  @AfterEach
  void everythingIsSettled() {
    bench.assertSettled();
  }

  @Test
  void whatWasNotSentGoesOnThroughAllDeployments() {
    bench = Bench.of("a", "b", "c", "d", "e");
    Call call = bench.call(STREAM);
    for (int i = 0; i < 4; i++) {
      bench.upstream.last().unreachable();
    }
    bench.upstream.last().stream().body(HEL + STOP + DONE).end();
    Bench.assertCompleted(call);
    assertEquals(5, call.record().attempts());
    assertEquals(1, bench.rows.size(), "what was not sent costs nothing");
    assertEquals("5", call.caller.headers.get("x-isthmus-attempts"));
  }

  @Test
  void whatWasRefusedGoesOnAndIsNoSickness() {
    Call call = bench.call(PLAIN);
    bench.upstream.last().refuse(429, "{\"error\":{\"code\":\"429\"}}", "retry-after", "7");
    bench.upstream.last().document().body(DOCUMENT).end();
    Bench.assertCompleted(call);
    assertEquals(0, bench.deployment(0).live().breaker().counts().failures());
    assertEquals(
        Exclusion.COOLDOWN,
        bench.deployment(0).live().capacity().check(1, bench.ticker.nanoTime()));
  }

  @Test
  @Case(id = "SEC6", did = "a provider that refuses our credential, by 401, 403, 404 and 402")
  void ourCredentialIsOurTroubleAndNeverTheCallers() {
    for (int status : new int[] {401, 403, 404, 402}) {
      bench = Bench.of("a");
      Call call = bench.call(PLAIN);
      bench.upstream.last().refuse(status, "{\"error\":{\"message\":\"key sk-live-1 is bad\"}}");
      assertEquals(502, call.caller.status, "status " + status);
      assertFalse(call.caller.text().contains("sk-live"));
      assertEquals("false", call.caller.headers.get("x-should-retry"));
      bench.assertSettled();
    }
    assertTrue(bench.alarms.contains("suspended a"), bench.alarms.toString());
  }

  @Test
  void aRefusedCredentialSpendsTheBreakerAndRingsABell() {
    Call call = bench.call(PLAIN);
    bench.upstream.last().refuse(401, "{\"error\":{\"code\":\"401\"}}");
    bench.upstream.last().document().body(DOCUMENT).end();
    Bench.assertCompleted(call);
    assertEquals(Breaker.State.OPEN, bench.deployment(0).live().breaker().state());
    assertTrue(bench.alarms.contains("misconfigured a CREDENTIAL"));
  }

  @Test
  void aCredentialThatIsNoLongerInForceBlamesNobody() {
    Call call = bench.call(PLAIN);
    bench.reconfigure();
    bench.upstream.last().refuse(401, "{\"error\":{\"code\":\"401\"}}");
    bench.upstream.last().document().body(DOCUMENT).end();
    Bench.assertCompleted(call);
    assertEquals(Breaker.State.CLOSED, bench.deployment(0).live().breaker().state());
    assertEquals(List.of(), bench.alarms);
  }

  @Test
  void whatWasNotAnsweredMovesOnceForFree() {
    Call call = bench.call(STREAM);
    bench.upstream.last().refuse(500, "{}");
    bench.upstream.last().stream().body(HEL + STOP + DONE).end();
    Bench.assertCompleted(call);
    assertEquals(1, bench.deployment(0).live().breaker().counts().failures());
  }

  @Test
  void atMostThreeUnansweredAttemptsAreSent() {
    bench = Bench.of("a", "b", "c", "d", "e");
    Call call = bench.call(PLAIN);
    for (int i = 0; i < 3; i++) {
      bench.upstream.last().sent().reset();
    }
    assertEquals(3, bench.upstream.calls.size());
    assertEquals(502, call.caller.status);
    assertEquals(3, bench.rows.size());
    assertTrue(bench.rows.stream().allMatch(row -> row.kind() == Row.Kind.ESTIMATED));
    assertTrue(bench.rows.stream().allMatch(Row::wasted));
  }

  @Test
  void aProvidersBadRequestIsPassedOnByteForByte() {
    Call call = bench.call(PLAIN);
    bench.upstream.last().refuse(400, CONTENT_FILTER);
    assertEquals(1, bench.upstream.calls.size());
    assertEquals(400, call.caller.status);
    assertEquals(CONTENT_FILTER, call.caller.text());
    assertEquals(FailureKind.CONTENT_FILTER, failure(call));
    assertEquals(0, bench.deployment(0).live().breaker().counts().failures());
  }

  @Test
  void aBadRequestInPiecesIsPassedOnByteForByte() {
    for (int cut = 1; cut < CONTENT_FILTER.length(); cut++) {
      Call call = bench.call(PLAIN);
      Sent sent = bench.upstream.last().sent().head(400, "content-type", "application/json");
      sent.body(CONTENT_FILTER.substring(0, cut)).body(CONTENT_FILTER.substring(cut)).end();
      assertEquals(CONTENT_FILTER, call.caller.text());
    }
  }

  @Test
  void googlesBadRequestIsToldInTheCallersDialect() {
    bench = new Bench();
    bench.add(geminiOf(bench, "g"));
    Call call = bench.call(PLAIN);
    bench
        .upstream
        .last()
        .refuse(400, "{\"error\":{\"code\":400,\"message\":\"Bad schema.\",\"status\":\"X\"}}");
    assertEquals(400, call.caller.status);
    assertTrue(
        call.caller.text().startsWith("{\"error\":{\"message\":\"Bad schema.\""),
        call.caller.text());
  }

  @Test
  void aStopThatCannotBeToldIsPassedBy() {
    bench = new Bench();
    bench.add(geminiOf(bench, "g")).add(bench.deployment("b"));
    String untranslatable = PLAIN.replace("\"model\"", "\"seed\":2147483648,\"model\"");
    Call call = bench.call(untranslatable);
    assertEquals("b.example", bench.upstream.last().host());
    bench.upstream.last().document().body(DOCUMENT).end();
    Bench.assertCompleted(call);
  }

  @Test
  void anEarlierRefusalsBodyIsNotShownForALaterStop() {
    bench = new Bench();
    bench.add(bench.deployment("a")).add(geminiOf(bench, "g"));
    Call call = bench.call(PLAIN.replace("\"model\"", "\"seed\":2147483648,\"model\""));
    bench.upstream.last().refuse(429, "{\"error\":{\"message\":\"of our account\"}}", RETRY, "9");
    assertEquals(1, bench.upstream.calls.size());
    assertFalse(call.caller.text().contains("of our account"));
    assertEquals(429, call.caller.status);
  }

  private static final String RETRY = "retry-after";

  private static DeploymentBuilder geminiOf(Bench bench, String name) {
    return bench
        .deployment(name)
        .kind(new GeminiProvider())
        .setting("project", "p")
        .setting("location", "eu");
  }

  @Test
  void anErrorBeforeContentIsNoAnswer() {
    for (String stream : new String[] {ERROR_EVENT, ROLE + ERROR_EVENT}) {
      for (int cut = 1; cut < stream.length(); cut++) {
        bench = Bench.of("a", "b");
        Call call = bench.call(STREAM);
        Sent sent = bench.upstream.last().stream();
        sent.body(stream.substring(0, cut)).body(stream.substring(cut)).end();
        assertEquals(0, call.caller.status, "cut at " + cut);
        bench.upstream.last().stream().body(HEL + STOP + DONE).end();
        Bench.assertCompleted(call);
        assertEquals(HEL + STOP + DONE, call.caller.text());
        bench.assertSettled();
      }
    }
  }

  @Test
  void anErrorAfterContentEndsTheStreamInOurWordsHoweverItIsCut() {
    String stream = ROLE + HEL + ERROR_EVENT;
    for (int cut = 1; cut <= stream.length(); cut++) {
      bench = Bench.of("a", "b");
      Call call = bench.call(STREAM);
      Sent sent = bench.upstream.last().stream();
      sent.body(stream.substring(0, cut)).body(stream.substring(cut)).end();
      assertEquals(200, call.caller.status, "cut at " + cut);
      assertTrue(call.caller.aborted);
      assertTrue(call.caller.text().startsWith(ROLE + HEL + "data: {\"error\":{"));
      assertFalse(call.caller.text().contains("secret"));
      assertFalse(call.caller.text().contains("[DONE]"));
      assertEquals(1, bench.upstream.calls.size());
      bench.assertSettled();
    }
  }

  @Test
  void aRateLimitInMidStreamLeavesNothingInFlight() {
    Call call = bench.call(STREAM);
    bench.upstream.last().stream()
        .body(HEL)
        .body("data: {\"error\":{\"code\":\"rate_limit_exceeded\"}}\n\n");
    assertTrue(call.caller.aborted);
    assertEquals(0, bench.deployment(0).live().signals().inFlight());
  }

  @Test
  void aStreamThatIsCutOffIsBrokenAtAnEventsEnd() {
    for (int cut = HEL.length(); cut < (HEL + LO).length(); cut++) {
      bench = Bench.of("a", "b");
      Call call = bench.call(STREAM);
      bench.upstream.last().stream().body((HEL + LO).substring(0, cut)).end();
      assertTrue(call.caller.aborted, "cut at " + cut);
      assertTrue(call.caller.text().startsWith(HEL + "data: {\"error\":{"), call.caller.text());
      assertEquals(FailureKind.RESET, failure(call));
      bench.assertSettled();
    }
  }

  @Test
  void aPlainAnswerThatIsCutOffIsBroken() {
    Call call = bench.call(PLAIN);
    bench.upstream.last().document().body(DOCUMENT.substring(0, 40)).end();
    assertEquals(200, call.caller.status);
    assertTrue(call.caller.aborted);
    assertEquals(DOCUMENT.substring(0, 40), call.caller.text());
  }

  @Test
  void aWebPageIsNoAnswer() {
    Call call = bench.call(PLAIN);
    bench.upstream.last().sent().head(200, "content-type", "text/html").body("<html>").end();
    bench.upstream.last().document().body(DOCUMENT).end();
    Bench.assertCompleted(call);
  }

  @Test
  void silenceMovesAStreamThatShouldHaveBegun() {
    Call call = bench.call(STREAM);
    Sent first = bench.upstream.last().sent();
    bench.pass(Duration.ofSeconds(9));
    assertEquals(1, bench.upstream.calls.size());
    bench.pass(Duration.ofSeconds(1));
    assertTrue(first.cancelled);
    bench.upstream.last().stream().body(HEL + STOP + DONE).end();
    Bench.assertCompleted(call);
    assertEquals(1, bench.deployment(0).live().breaker().counts().failures());
    assertEquals(Row.Kind.ESTIMATED, bench.rows.get(0).kind());
  }

  @Test
  void aPlainAnswerMayTakeAsLongAsItsLengthTakes() {
    String longAnswer = PLAIN.replace("\"messages\"", "\"max_tokens\":4000,\"messages\"");
    Call call = bench.call(longAnswer);
    Sent first = bench.upstream.last().sent();
    bench.pass(Duration.ofSeconds(39));
    assertEquals(1, bench.upstream.calls.size(), "4000 tokens at 100 a second");
    bench.pass(Duration.ofSeconds(10));
    assertTrue(first.cancelled);
    bench.upstream.last().document().body(DOCUMENT).end();
    Bench.assertCompleted(call);
  }

  @Test
  void aStallInTheMiddleBreaksTheStream() {
    Call call = bench.call(STREAM);
    Sent sent = bench.upstream.last().stream().body(HEL);
    bench.pass(Duration.ofMinutes(2));
    assertTrue(call.caller.aborted);
    assertTrue(sent.cancelled);
    assertEquals(FailureKind.STALL, failure(call));
    assertEquals(1, bench.deployment(0).live().breaker().counts().failures());
  }

  @Test
  void theTotalTimeIsTheEnd() {
    bench = new Bench();
    bench.add(bench.deployment("a").thinking());
    bench.deadlines =
        new Deadlines(
            Duration.ofSeconds(1),
            Duration.ofSeconds(300),
            Duration.ofSeconds(120),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            Duration.ZERO);
    Call call = bench.call(PLAIN);
    bench.upstream.last().sent();
    bench.pass(Duration.ofSeconds(60));
    assertEquals(504, call.caller.status);
    assertEquals(FailureKind.DEADLINE, failure(call));
  }

  @Test
  void outsideTheAllowedRegionsNobodyIsAsked() {
    bench = new Bench();
    bench.add(bench.deployment("eu").place("azure", "eu-1", "eu")).add(bench.deployment("us"));
    bench.scope = new Scope(Set.of(), Set.of("eu"), Set.of());
    Call call = bench.call(PLAIN);
    bench.upstream.last().refuse(500, "{}");
    assertEquals(1, bench.upstream.calls.size());
    assertEquals(503, call.caller.status);
    assertTrue(call.caller.text().contains("RESIDENCY"), call.caller.text());
    assertEquals(1, bench.alarms.size());
    assertTrue(bench.alarms.get(0).startsWith("residency demo req-1"));
  }

  @Test
  void aDeploymentThatHangsIsBlamedWhereResidencyKeepsTheOthersAway() {
    bench = new Bench();
    bench.add(bench.deployment("eu").place("azure", "eu-1", "eu")).add(bench.deployment("us"));
    bench.scope = new Scope(Set.of(), Set.of("eu"), Set.of());
    Call call = bench.call(PLAIN);
    bench.upstream.last().sent();
    bench.pass(Duration.ofMinutes(5));
    assertEquals(FailureKind.RESIDENCY, failure(call));
    assertEquals(1, bench.deployment(0).live().breaker().counts().failures());
    Failure seen = call.record().decision().attempt(0).failure;
    assertTrue(seen != null && seen.kind() == FailureKind.FIRST_CONTENT_TIMEOUT);
  }

  @Test
  void whoFilledUpMeanwhileIsPassedByAndDoesNotExplainTheFailure() {
    bench = new Bench();
    CapacityConfig one = new CapacityConfig(-1, -1, 1, Metering.PER_MINUTE, 1);
    bench.add(bench.deployment("a")).add(bench.deployment("b").capacity(one));
    Call other = bench.call(STREAM);
    Sent atA = bench.upstream.last();
    Call call = bench.call(STREAM);
    Sent also = bench.upstream.last();
    atA.unreachable();
    assertEquals("b.example", bench.upstream.last().host());
    also.sent().refuse(500, "{}");
    assertEquals(0, call.caller.status, "it waits for a place at b");
    bench.pass(Duration.ofMinutes(1));
    assertEquals(502, call.caller.status);
    bench.upstream.last().stream().body(HEL + STOP + DONE).end();
    assertTrue(other.caller.ended);
  }

  @Test
  void breakersThatAllRefuseGiveWayForOneCallInTen() {
    bench = Bench.of("a");
    Breaker breaker = bench.deployment(0).live().breaker();
    for (int i = 0; i < 8; i++) {
      breaker.fail(breaker.tryAcquire(bench.ticker.nanoTime()), bench.ticker.nanoTime());
    }
    int tried = 0;
    for (int i = 0; i < 1000; i++) {
      int before = bench.upstream.calls.size();
      Call call = bench.call(PLAIN);
      if (bench.upstream.calls.size() > before) {
        tried++;
        bench.upstream.last().document().body(DOCUMENT).end();
        Bench.assertCompleted(call);
      } else {
        assertEquals(503, call.caller.status);
        assertTrue(call.caller.headers.containsKey("retry-after"));
      }
    }
    assertTrue(tried > 70 && tried < 130, "tried " + tried);
    assertEquals(Breaker.State.OPEN, breaker.state());
  }

  @Test
  void afterAnEarlyHeadFailureIsAnEvent() {
    bench = new Bench();
    bench.add(bench.deployment("a").thinking());
    Call call = bench.call(STREAM);
    bench.upstream.last().sent();
    bench.pass(Duration.ofSeconds(15));
    bench.upstream.last().refuse(400, CONTENT_FILTER);
    assertEquals(200, call.caller.status);
    assertTrue(call.caller.aborted);
    assertTrue(call.caller.text().startsWith(": keepalive\n\ndata: {\"error\":{"));
  }

  static FailureKind failure(Call call) {
    return ((Outcome.Failed) call.record().outcome()).failure().kind();
  }
}
