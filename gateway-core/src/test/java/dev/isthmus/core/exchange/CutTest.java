package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DOCUMENT;
import static dev.isthmus.core.exchange.Bench.HEL;
import static dev.isthmus.core.exchange.Bench.LO;
import static dev.isthmus.core.exchange.Bench.PLAIN;
import static dev.isthmus.core.exchange.Bench.STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gateway ends calls: their callers are told, providers are stopped, nobody is blamed. */
final class CutTest {
  private static final Failure WHY =
      Failure.ofGateway(FailureKind.DRAINING, "going away").withRetryAfterMillis(1000);
  private final Bench bench = Bench.of("a", "b");

  @AfterEach
  void everythingIsSettledAndNobodyBlamed() {
    for (int i = 0; i < 2; i++) {
      assertEquals(0, bench.deployment(i).live().breaker().counts().failures());
    }
    bench.assertSettled();
  }

  @Test
  @Case(id = "D2", did = "a stream between two events")
  void aStreamEndsWithAnErrorEvent() {
    Call call = bench.call(STREAM);
    Sent sent = bench.upstream.last().stream().body(HEL);
    call.inbound.onCut(WHY);
    assertTrue(sent.cancelled);
    assertTrue(call.caller.text().startsWith(HEL), call.caller.text());
    assertTrue(call.caller.text().contains("\"code\":\"draining\""), call.caller.text());
    assertTrue(call.caller.aborted);
    assertFailed(call, 200);
  }

  @Test
  @Case(id = "D2", did = "a stream within an event")
  void halfAnEventIsNotSent() {
    Call call = bench.call(STREAM);
    bench.upstream.last().stream().body(HEL + LO.substring(0, 9));
    call.inbound.onCut(WHY);
    String rest = call.caller.text().substring(HEL.length());
    assertTrue(rest.startsWith("data: {\"error\":"), rest);
    assertTrue(call.caller.aborted);
    assertFailed(call, 200);
  }

  @Test
  void aCallWithoutContentIsToldToComeAgain() {
    Call call = bench.call(PLAIN);
    Sent sent = bench.upstream.last().sent();
    call.inbound.onCut(WHY);
    assertTrue(sent.cancelled);
    assertEquals("1", call.caller.headers.get("retry-after"));
    assertEquals("true", call.caller.headers.get("x-should-retry"));
    assertFailed(call, 503);
    assertEquals(1, bench.upstream.calls.size(), "no other deployment is asked");
  }

  @Test
  void aBodyThatIsStillComingIsNotWaitedFor() {
    Call half = bench.open().body(PLAIN.substring(0, 9));
    half.inbound.onCut(WHY);
    half.body(PLAIN.substring(9)).end();
    assertFailed(half, 503);
    assertEquals(0, bench.upstream.calls.size());
  }

  @Test
  void whatIsOverStaysAsItWas() {
    Call call = bench.call(PLAIN);
    bench.upstream.last().document().body(DOCUMENT).end();
    call.inbound.onCut(WHY);
    Bench.assertCompleted(call);
  }

  private static void assertFailed(Call call, int status) {
    assertEquals(status, call.caller.status);
    assertEquals(new Outcome.Failed(WHY), call.record().outcome());
  }
}
