package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DOCUMENT;
import static dev.isthmus.core.exchange.Bench.PLAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.observe.DecisionText;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.Metering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where every deployment asked to be left alone for a little while, a call waits for the first. */
final class RestTest {
  private static final String FULL = "{\"error\":{\"code\":\"429\"}}";
  private Bench bench = Bench.of("a");

  @AfterEach
  void settled() {
    bench.assertSettled();
  }

  private void refuse(long millis) {
    bench.upstream.last().refuse(429, FULL, "retry-after-ms", Long.toString(millis));
  }

  private void answer() {
    bench.upstream.last().document().body(DOCUMENT).end();
  }

  @Test
  void aRefusedCallIsSentAgainAsSoonAsItMayBe() {
    Call call = bench.call(PLAIN);
    refuse(700);
    assertEquals(1, bench.waiting.calls());
    bench.pass(Duration.ofMillis(700).minusNanos(1));
    assertEquals(1, bench.upstream.calls.size());
    assertEquals(0, call.caller.status);
    bench.pass(Duration.ofNanos(1));
    assertEquals(2, bench.upstream.calls.size());
    assertEquals(0, bench.waiting.calls());
    answer();
    Bench.assertCompleted(call);
    Decision decision = call.record().decision();
    assertEquals(1, decision.candidateCount());
    assertEquals(2, decision.attemptCount());
    assertEquals(1, decision.summary().waits);
    assertEquals(Duration.ofMillis(700).toNanos(), decision.summary().waitedNanos);
    String text = DecisionText.of(decision);
    assertTrue(text.contains("It waited 700 ms in all, 1 time, for a deployment"), text);
  }

  @Test
  void aCallThatComesWhileAllAreFullWaitsBeforeItsFirstAttempt() {
    Call first = bench.call(PLAIN);
    refuse(60_000);
    assertEquals(429, first.caller.status);
    bench.pass(Duration.ofSeconds(59));
    Call second = bench.call(PLAIN);
    assertEquals(1, bench.upstream.calls.size());
    bench.pass(Duration.ofSeconds(1));
    answer();
    Bench.assertCompleted(second);
    assertEquals(1, second.record().attempts());
  }

  @Test
  void theSoonestOfSeveralCounts() {
    bench = Bench.of("a", "b");
    Call call = bench.call(PLAIN);
    refuse(90_000);
    refuse(1500);
    assertEquals(0, call.caller.status);
    bench.pass(Duration.ofMillis(1500));
    assertEquals("b.example", bench.upstream.last().host());
    refuse(7000);
    assertEquals(429, call.caller.status);
    assertEquals("7", call.caller.headers.get("retry-after"));
  }

  @Test
  void aLongerWaitIsTheCallersAndItHearsTheSoonest() {
    bench = Bench.of("a", "b");
    Call call = bench.call(PLAIN);
    refuse(7000);
    refuse(90_000);
    assertEquals(429, call.caller.status);
    assertEquals("7000", call.caller.headers.get("retry-after-ms"));
    Call next = bench.call(PLAIN);
    assertEquals(429, next.caller.status);
    assertEquals("7000", next.caller.headers.get("retry-after-ms"));
    assertEquals(0, next.record().decision().summary().waits);
  }

  /** The plan is older than the failure: who was full then has a place by now. */
  @Test
  void afterAFailureWhoWasFullIsAskedOnceThereIsRoom() {
    bench = new Bench();
    bench.add(bench.deployment("a"));
    bench.add(
        bench.deployment("small").capacity(new CapacityConfig(-1, -1, 1, Metering.PER_MINUTE, 1)));
    Call first = bench.call(PLAIN);
    bench.upstream.last().sent().reset();
    Call second = bench.call(PLAIN);
    bench.upstream.last().sent().reset();
    assertEquals(0, second.caller.status, "it waits for a place");
    assertEquals(1, bench.waiting.calls());
    bench.upstream.calls.get(1).document().body(DOCUMENT).end();
    Bench.assertCompleted(first);
    bench.pass(Duration.ofMillis(250));
    assertEquals("small.example", bench.upstream.last().host());
    answer();
    Bench.assertCompleted(second);
    assertEquals(2, second.record().attempts());
  }

  @Test
  void aRouteMayForbidIt() {
    Deadlines usual = Deadlines.DEFAULT;
    bench.deadlines =
        new Deadlines(
            usual.connect(),
            usual.firstContent(),
            usual.idle(),
            usual.total(),
            usual.commitAfter(),
            Duration.ZERO);
    Call call = bench.call(PLAIN);
    refuse(50);
    assertEquals(429, call.caller.status);
  }

  @Test
  void nobodyWaitsBeyondTheDeadline() {
    Deadlines usual = Deadlines.DEFAULT;
    bench.deadlines =
        new Deadlines(
            usual.connect(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            usual.commitAfter(),
            Duration.ofSeconds(30));
    Call call = bench.call(PLAIN);
    refuse(1000);
    assertEquals(429, call.caller.status);
  }

  @Test
  void thoseWhoWaitLeaveOneByOneAndTheFirstToBeRefusedStopsTheOthers() {
    Call first = bench.call(PLAIN);
    refuse(1000);
    List<Call> others = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      others.add(bench.call(PLAIN));
    }
    assertEquals(51, bench.waiting.calls());
    bench.pass(Duration.ofSeconds(1));
    assertEquals(2, bench.upstream.calls.size());
    refuse(60_000);
    assertEquals(429, first.caller.status);
    bench.pass(Duration.ofSeconds(1));
    assertEquals(2, bench.upstream.calls.size());
    others.forEach(call -> assertEquals(429, call.caller.status));
  }

  @Test
  void theOthersFollowWhereTheFirstIsServed() {
    bench.call(PLAIN);
    refuse(1000);
    for (int i = 0; i < 9; i++) {
      bench.call(PLAIN);
    }
    bench.pass(Duration.ofSeconds(1));
    for (int i = 0; i < 10; i++) {
      assertEquals(i + 2, bench.upstream.calls.size());
      answer();
      bench.pass(Duration.ofNanos(WaitingRoom.STEP_NANOS));
    }
    bench.records.forEach(record -> assertEquals(200, record.status()));
  }

  @Test
  void whoeverHangsUpLeaves() {
    Call call = bench.call(PLAIN);
    refuse(1000);
    call.inbound.onHangUp();
    assertEquals(0, bench.waiting.calls());
    bench.pass(Duration.ofSeconds(2));
    assertEquals(1, bench.upstream.calls.size());
    assertEquals(0, call.record().status());
  }

  @Test
  void noMoreWaitThanThereArePlaces() {
    bench.waiting = new WaitingRoom(2, 1 << 20);
    assertEquals(List.of(0, 0, 429), statusesOfThreeWhoWouldWait());
  }

  @Test
  void noMoreIsHeldThanThereIsMemory() {
    bench.waiting = new WaitingRoom(100, 2L * PLAIN.length());
    assertEquals(List.of(0, 0, 429), statusesOfThreeWhoWouldWait());
  }

  private List<Integer> statusesOfThreeWhoWouldWait() {
    List<Call> calls = new ArrayList<>();
    calls.add(bench.call(PLAIN));
    refuse(1000);
    calls.add(bench.call(PLAIN));
    calls.add(bench.call(PLAIN));
    List<Integer> statuses = calls.stream().map(call -> call.caller.status).toList();
    assertEquals(2, bench.waiting.calls());
    calls.forEach(call -> call.inbound.onHangUp());
    assertEquals(0, bench.waiting.calls());
    return statuses;
  }

  @Test
  void whatIsNotFullIsNotWaitedFor() {
    Call call = bench.call(PLAIN);
    bench.upstream.last().refuse(503, "{}", "retry-after", "1");
    assertFalse(call.caller.status == 0);
    assertEquals(0, bench.waiting.calls());
  }
}
