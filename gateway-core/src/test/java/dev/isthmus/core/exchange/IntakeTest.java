package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DOCUMENT;
import static dev.isthmus.core.exchange.Bench.PLAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.BodyBudget;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.govern.CallerLimits;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.Metering;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is refused before anybody is asked. */
final class IntakeTest {
  private final Bench bench = Bench.of("a");

  @AfterEach
  void everythingIsSettledAndNobodyWasAsked() {
    bench.assertSettled();
  }

  @Test
  void aWrongKeyIsAnsweredBeforeAnyBody() {
    Call call = bench.new Call(Operation.CHAT, 10, Map.of("api-key", "wrong"));
    assertFalse(call.inbound.wantsBody());
    assertEquals(401, call.caller.status);
    assertTrue(call.caller.ended);
    call.body(PLAIN).end();
  }

  @Test
  void anAnnouncedBodyOverTheLimitIsNotTaken() {
    bench.maxBodyBytes = 100;
    Call call = bench.new Call(Operation.CHAT, 101, Map.of("api-key", Bench.KEY));
    assertFalse(call.inbound.wantsBody());
    assertEquals(413, call.caller.status);
  }

  @Test
  void aBodyThatGrowsOverTheLimitIsRefusedThere() {
    bench.maxBodyBytes = 100;
    Call call = bench.open();
    assertTrue(call.inbound.wantsBody());
    call.body(PLAIN.substring(0, 50)).body(" ".repeat(51));
    assertEquals(413, call.caller.status);
    call.body(" ").end();
  }

  @Test
  void noRoomForAnotherBodyIsWorthAnotherTry() {
    bench.bodies = new BodyBudget(10);
    Call call = bench.open().body(PLAIN);
    assertEquals(503, call.caller.status);
    assertEquals("true", call.caller.headers.get("x-should-retry"));
  }

  @Test
  void whatIsNoRequestIsRefused() {
    for (String body : new String[] {"", "[]", "{\"model\":\"gpt\"", PLAIN + "x", "{}"}) {
      Call call = bench.call(body);
      assertEquals(400, call.caller.status, body);
    }
  }

  @Test
  void anUnknownModelIsNotFound() {
    Call call = bench.call(PLAIN.replace("gpt", "nope"));
    assertEquals(404, call.caller.status);
  }

  @Test
  void aBrokenBodyIsRefusedOnce() {
    Call call = bench.open().body(PLAIN.substring(0, 9));
    Failure slow = Failure.ofClient(FailureKind.REQUEST_TIMEOUT, "too slow");
    call.inbound.onBodyFailure(slow);
    call.inbound.onBodyFailure(slow);
    assertEquals(408, call.caller.status);
  }

  @Test
  @Case(id = "LIM6", did = "1,000 uploads that break off, at every 64 KiB of 1 MiB")
  void anUploadThatBreaksOffGivesBackAllItReserved(Figures figures) {
    String part = "x".repeat(64 << 10);
    for (int i = 0; i < 1_000; i++) {
      Call call = bench.open().body("{\"model\":\"").body("y");
      for (int parts = i % 15; parts > 0; parts--) {
        call.body(part);
      }
      call.inbound.onHangUp();
    }
    figures.add("aborts", 1_000).add("leaked_bytes", bench.bodies.used());
    assertEquals(0, bench.bodies.used());
  }

  @Test
  void aCallerOverItsOwnLimitIsToldWhenToComeBack() {
    bench.limits = new CallerLimits(1, -1, -1);
    Call first = bench.call(PLAIN);
    bench.upstream.last().document().body(DOCUMENT).end();
    Bench.assertCompleted(first);
    Call second = bench.call(PLAIN);
    assertEquals(429, second.caller.status);
    assertTrue(second.caller.headers.containsKey("retry-after"));
  }

  @Test
  void aFullDeploymentIsSpared() {
    Bench full = new Bench();
    full.add(full.deployment("a").capacity(new CapacityConfig(-1, -1, 1, Metering.PER_MINUTE, 1)));
    Call first = full.call(PLAIN);
    Call second = full.call(PLAIN);
    assertEquals(503, second.caller.status);
    assertEquals(1, full.upstream.calls.size());
    full.upstream.last().document().body(DOCUMENT).end();
    assertTrue(first.caller.ended);
    full.assertSettled();
  }
}
