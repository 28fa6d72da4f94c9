package dev.isthmus.core.exchange;

import static dev.isthmus.core.exchange.Bench.DONE;
import static dev.isthmus.core.exchange.Bench.HEL;
import static dev.isthmus.core.exchange.Bench.LO;
import static dev.isthmus.core.exchange.Bench.PLAIN;
import static dev.isthmus.core.exchange.Bench.ROLE;
import static dev.isthmus.core.exchange.Bench.STOP;
import static dev.isthmus.core.exchange.Bench.STREAM;
import static dev.isthmus.core.exchange.Bench.USAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.Row;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.exchange.Bench.Call;
import dev.isthmus.core.exchange.ScriptedUpstream.Sent;
import dev.isthmus.core.observe.DecisionText;
import dev.isthmus.core.resilience.HedgeBudget;
import dev.isthmus.core.route.Hedge;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.Metering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two attempts of one call side by side, with real buffers. */
final class HedgeTest {
  private static final Duration LEAST = Duration.ofMillis(300);
  private static final long DOLLAR = 1_000_000_000_000L;

  private HedgeBudget budget = new HedgeBudget(new FakeTicker());
  private Bench bench = hedging(Bench.of("a", "b", "c"));

  @AfterEach
  void settled() {
    bench.assertSettled();
  }

  /** With 1000 calls and a hundred dollars behind it: room for 20 hedges that waste a dollar. */
  private Bench hedging(Bench made) {
    bench = made;
    budget = new HedgeBudget(made.ticker);
    for (int i = 0; i < 1000; i++) {
      budget.called();
      budget.spent(DOLLAR / 10);
    }
    made.rules = new Route.Rules(true, true, false, new Hedge(0.95, LEAST, 0.02, 0.01, budget));
    return made;
  }

  /** Lets the usual time to first content of {@code a} pass, and a nanosecond more. */
  private void wait(Bench on, int expectedCalls) {
    double p95 =
        on.deployment(0).live().signals().firstContentP95Seconds(on.ticker.nanoTime(), 100);
    on.pass(Duration.ofNanos((long) (p95 * 1e9)));
    assertEquals(expectedCalls, on.upstream.calls.size());
  }

  private Sent sent(int index) {
    return bench.upstream.calls.get(index);
  }

  /** A stream at {@code a} that is silent, and one beside it at {@code b}. */
  private Call race() {
    Call call = bench.call(STREAM);
    sent(0).sent();
    wait(bench, 2);
    assertEquals("a.example", sent(0).host());
    assertEquals("b.example", sent(1).host());
    assertFalse(sent(0).cancelled);
    return call;
  }

  private static long cost(Row row) {
    return Objects.requireNonNull(row.picodollars());
  }

  private static String deciding(Call call) {
    return Objects.requireNonNull(call.record().decision().deciding()).deployment();
  }

  private static void finish(Sent sent) {
    sent.body(LO).body(STOP).body(USAGE).body(DONE).end();
  }

  @Test
  void theSecondAnswersAndTheFirstIsCancelledAndPaidFor() {
    Call call = race();
    sent(0).stream().body(ROLE);
    sent(1).stream().body(ROLE).body(HEL);
    assertTrue(sent(0).cancelled);
    finish(sent(1));
    Bench.assertCompleted(call);
    assertEquals(ROLE + HEL + LO + STOP + DONE, call.caller.text());
    assertEquals("b", call.caller.headers.get("x-isthmus-deployment"));
    assertEquals(2, bench.rows.size());
    Row loser = bench.rows.get(0);
    assertEquals("a", loser.deployment().name());
    assertEquals(1, loser.attempt());
    assertTrue(loser.wasted());
    assertEquals(Row.Kind.ESTIMATED, loser.kind());
    assertTrue(loser.usage().input() > 0 && cost(loser) > 0);
    Row winner = bench.rows.get(1);
    assertEquals("b", winner.deployment().name());
    assertEquals(2, winner.attempt());
    assertFalse(winner.wasted());
    assertEquals(12, winner.usage().input());
  }

  @Test
  void theFirstMayStillAnswerFirst() {
    Call call = race();
    sent(1).stream().body(ROLE);
    sent(0).stream().body(HEL);
    assertTrue(sent(1).cancelled);
    finish(sent(0));
    Bench.assertCompleted(call);
    assertEquals(HEL + LO + STOP + DONE, call.caller.text());
    assertEquals("a", call.caller.headers.get("x-isthmus-deployment"));
    Row loser = bench.rows.get(0);
    assertEquals("b", loser.deployment().name());
    assertEquals(2, loser.attempt());
    assertTrue(loser.wasted());
    Decision decision = call.record().decision();
    assertEquals("a", deciding(call));
    assertTrue(decision.attempt(1).hedge && decision.attempt(1).lost);
  }

  @Test
  void nobodyIsBlamedForLosing() {
    for (int i = 0; i < 9; i++) {
      Call call = bench.call(STREAM);
      Sent first = bench.upstream.last().sent();
      int calls = bench.upstream.calls.size();
      while (bench.upstream.calls.size() == calls) {
        bench.pass(LEAST);
      }
      Sent second = bench.upstream.last();
      assertFalse(first.host().equals(second.host()));
      second.stream().body(HEL);
      finish(second);
      Bench.assertCompleted(call);
    }
    assertEquals(0, bench.deployment(0).live().breaker().counts().failures());
    double first =
        bench.deployment(0).live().signals().firstContentSeconds(bench.ticker.nanoTime(), 0);
    assertTrue(first > 0.4, "it would have taken at least as long as it was waited for: " + first);
  }

  @Test
  void anAnswerInTimeCostsNothingMore() {
    Call call = bench.call(STREAM);
    sent(0).stream().body(HEL);
    wait(bench, 1);
    finish(sent(0));
    Bench.assertCompleted(call);
    assertNotNull(budget.tryTake(0.02, 0.01, DOLLAR));
  }

  @Test
  void theFailureOfOneIsNoRetryAndNoEnd() {
    Call call = race();
    sent(0).refuse(500, "{}");
    assertEquals(2, bench.upstream.calls.size());
    assertEquals(0, call.caller.status);
    sent(1).stream().body(HEL);
    finish(sent(1));
    Bench.assertCompleted(call);
    assertEquals(0, bench.retryBudget.retriesInFlight());
    assertEquals(1, bench.deployment(0).live().breaker().counts().failures());
    assertEquals("b", deciding(call));
  }

  @Test
  void theSecondMayFail() {
    Call call = race();
    sent(1).refuse(429, "{}", "retry-after-ms", "900");
    sent(0).stream().body(HEL);
    finish(sent(0));
    Bench.assertCompleted(call);
    assertEquals("a", call.caller.headers.get("x-isthmus-deployment"));
    assertEquals(1, bench.rows.size(), "a refusal costs nothing");
  }

  @Test
  void whereBothFailTheNextIsTried() {
    Call call = race();
    sent(0).reset();
    sent(1).reset();
    assertEquals("c.example", bench.upstream.last().host());
    bench.upstream.last().stream().body(HEL);
    finish(bench.upstream.last());
    Bench.assertCompleted(call);
    assertEquals(3, call.record().attempts());
  }

  @Test
  void aCallersMistakeIsToldAtOnceAndTheOtherIsStopped() {
    Call call = race();
    sent(1).refuse(400, "{\"error\":{\"message\":\"no such field\"}}");
    assertEquals(400, call.caller.status);
    assertTrue(call.caller.text().contains("no such field"), call.caller.text());
    assertTrue(sent(0).cancelled);
    assertEquals(0, bench.deployment(0).live().breaker().counts().failures());
  }

  @Test
  void aHangUpEndsBothAtEveryStage() {
    List<Consumer<Sent>> stages =
        List.of(
            one -> {},
            Sent::sent,
            Sent::stream,
            one -> one.stream().body(ROLE),
            one -> one.stream().body(HEL.substring(0, 9)),
            one -> one.sent().head(500));
    for (Consumer<Sent> first : stages) {
      for (Consumer<Sent> second : stages) {
        hedging(Bench.of("a", "b"));
        Call call = bench.call(STREAM);
        wait(bench, 2);
        first.accept(sent(0));
        second.accept(sent(1));
        call.inbound.onHangUp();
        assertTrue(sent(0).cancelled && sent(1).cancelled);
        assertEquals(Outcome.CANCELLED, call.record().outcome());
        bench.assertSettled();
      }
    }
  }

  /** Whoever shows content first, cut anywhere: the caller gets one answer, byte by byte. */
  @Test
  void whatIsHeldOfTheLoserIsNeverSeen() {
    String answer = ROLE + HEL;
    for (int cut = 0; cut <= answer.length(); cut++) {
      hedging(Bench.of("a", "b"));
      Call call = race();
      sent(0).stream();
      if (cut < answer.length() - 1) {
        sent(0).body(answer.substring(0, Math.min(cut, ROLE.length())));
      }
      sent(1).stream().body(answer.substring(0, cut)).body(answer.substring(cut));
      finish(sent(1));
      Bench.assertCompleted(call);
      assertEquals(ROLE + HEL + LO + STOP + DONE, call.caller.text(), "cut " + cut);
      bench.assertSettled();
    }
  }

  @Test
  void theSilenceOfBothIsLeftForAThird() {
    Call call = race();
    bench.pass(Duration.ofSeconds(11));
    assertEquals("c.example", bench.upstream.last().host());
    assertTrue(sent(0).cancelled && sent(1).cancelled);
    bench.upstream.last().stream().body(HEL);
    finish(bench.upstream.last());
    Bench.assertCompleted(call);
    Decision decision = call.record().decision();
    assertTrue(decision.attempt(0).silent && decision.attempt(1).silent);
    Failure silence = Objects.requireNonNull(decision.attempt(0).failure);
    assertEquals(FailureKind.FIRST_CONTENT_TIMEOUT, silence.kind());
  }

  @Test
  void aSecondWithoutRoomIsPassedByAndTheBudgetHasItsShareAgain() {
    hedging(new Bench());
    bench.add(bench.deployment("a"));
    bench.add(
        bench.deployment("b").capacity(new CapacityConfig(-1, -1, 1, Metering.PER_MINUTE, 1)));
    Call first = bench.call(STREAM);
    wait(bench, 2);
    Call second = bench.call(STREAM);
    wait(bench, 3);
    sent(1).stream().body(HEL);
    finish(sent(1));
    bench.upstream.last().stream().body(HEL);
    finish(bench.upstream.last());
    Bench.assertCompleted(first);
    Bench.assertCompleted(second);
  }

  @Test
  void whatTheBudgetHasNotIsNotSpent() {
    bench.rules =
        new Route.Rules(
            true, true, false, new Hedge(0.95, LEAST, 0.02, 0.01, new HedgeBudget(bench.ticker)));
    Call call = bench.call(STREAM);
    wait(bench, 1);
    sent(0).stream().body(HEL);
    finish(sent(0));
    Bench.assertCompleted(call);
  }

  @Test
  void theWasteIsSettledByWhatTheLoserCost() {
    Call call = race();
    sent(1).stream().body(HEL);
    long wasted = cost(bench.rows.get(0));
    assertNull(budget.tryTake(0.02, 0.01, DOLLAR - wasted + 1));
    assertNotNull(budget.tryTake(0.02, 0.01, DOLLAR - wasted));
    finish(sent(1));
    Bench.assertCompleted(call);
  }

  @Test
  void aModelThatThoughtUnseenIsPaidForWhatItWillHaveThought() {
    hedging(new Bench());
    bench.add(bench.deployment("a").thinking()).add(bench.deployment("b"));
    bench.call(STREAM);
    sent(0).sent();
    double perSecond =
        bench.deployment(0).live().signals().tokensPerSecond(bench.ticker.nanoTime());
    long start = bench.ticker.nanoTime();
    wait(bench, 2);
    double seconds = (bench.ticker.nanoTime() - start) / 1e9;
    sent(1).stream().body(HEL);
    long thought = bench.rows.get(0).usage().output();
    assertEquals((long) (seconds * perSecond), thought);
    assertTrue(thought > 0);
    finish(sent(1));
  }

  @Test
  void theCallersLimitsHearNothingOfALoser() {
    Call call = race();
    sent(1).refuse(400, "{\"error\":{\"message\":\"no such field\"}}");
    assertTrue(bench.rows.get(0).usage().input() > 0);
    assertEquals(Usage.NONE, call.record().usage());
  }

  @Test
  void whatIsStoppedForACallersMistakeIsWasteToo() {
    race();
    sent(1).refuse(400, "{\"error\":{\"message\":\"no such field\"}}");
    long wasted = cost(bench.rows.get(0));
    assertTrue(wasted > 0);
    assertNull(budget.tryTake(0.02, 0.01, DOLLAR - wasted + 1));
    assertNotNull(budget.tryTake(0.02, 0.01, DOLLAR - wasted));
  }

  @Test
  void whoIsNeverTheSecond() {
    List<Bench> benches = new ArrayList<>();
    benches.add(with(bench -> bench.add(bench.deployment("b").unpriced())));
    benches.add(with(bench -> bench.add(bench.deployment("b").model("smaller"))));
    for (Bench one : benches) {
      bench = one;
      Call call = bench.call(STREAM);
      wait(bench, 1);
      call.inbound.onHangUp();
      bench.assertSettled();
    }
  }

  private Bench with(Consumer<Bench> more) {
    Bench made = hedging(Bench.of("a"));
    more.accept(made);
    return made;
  }

  @Test
  void whatIsNeverHedged() {
    Call plain = bench.call(PLAIN);
    wait(bench, 1);
    plain.inbound.onHangUp();
    String text = "x".repeat(40_000);
    Call longPrompt = bench.call(STREAM.replace("Hi", text));
    bench.pass(Duration.ofSeconds(5));
    assertEquals(2, bench.upstream.calls.size());
    longPrompt.inbound.onHangUp();
  }

  @Test
  void whoBoundsTheCostOfACallHasItSentOnce() {
    Call call =
        bench
        .new Call(
            Operation.CHAT,
            -1,
            Map.of("authorization", "Bearer " + Bench.KEY, "x-isthmus-max-dollars", "1"));
    call.body(STREAM).end();
    wait(bench, 1);
    call.inbound.onHangUp();
  }

  @Test
  void aCallThatCanWaitWaits() {
    Call call =
        bench
        .new Call(
            Operation.CHAT,
            -1,
            Map.of("authorization", "Bearer " + Bench.KEY, "x-isthmus-class", "standard"));
    call.body(STREAM).end();
    wait(bench, 1);
    call.inbound.onHangUp();
  }

  @Test
  void aFullPoolIsNotGivenMoreToDo() {
    CapacityConfig four = new CapacityConfig(-1, -1, 4, Metering.PER_MINUTE, 1);
    hedging(new Bench());
    bench.add(bench.deployment("a").capacity(four));
    bench.add(bench.deployment("b").capacity(four));
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(bench.call(STREAM));
    }
    wait(bench, 6);
    assertEquals(6, bench.upstream.calls.size(), "six of eight are more than seven of ten");
    calls.forEach(call -> call.inbound.onHangUp());
  }

  @Test
  void aLongPromptIsHedgedWhereItCostsNothing() {
    hedging(Bench.of("a"));
    bench.add(bench.deployment("b").price(0, 0));
    bench.call(STREAM.replace("Hi", "x".repeat(40_000)));
    bench.pass(Duration.ofSeconds(5));
    assertEquals(2, bench.upstream.calls.size());
    bench.upstream.last().stream().body(HEL);
    finish(bench.upstream.last());
  }

  @Test
  void whatGeneratesNothingIsHedgedThoughItIsPlain() {
    Call call = bench.open(Operation.EMBEDDING).body("{\"model\":\"gpt\",\"input\":\"Hi\"}").end();
    sent(0).sent();
    wait(bench, 2);
    String vectors =
        "{\"data\":[{\"index\":0,\"embedding\":[0.5]}],\"usage\":{\"prompt_tokens\":1}}";
    sent(1).document().body(vectors).end();
    Bench.assertCompleted(call);
    assertEquals(vectors, call.caller.text());
    assertTrue(sent(0).cancelled);
  }

  @Test
  void anExplanationTellsTheRace() {
    Call call = race();
    sent(1).stream().body(HEL);
    finish(sent(1));
    String text = DecisionText.of(call.record().decision());
    assertTrue(text.contains("and was ended because another one answered first"), text);
    assertTrue(text.contains("beside the one before, which was silent for longer"), text);
  }

  @Test
  void aStreamThatStandsStillIsNotedAndGoesOn() {
    Call call = bench.call(STREAM);
    sent(0).stream().body(HEL);
    bench.pass(Duration.ofSeconds(10));
    sent(0).body(LO);
    bench.pass(Duration.ofSeconds(25));
    double breaks = bench.deployment(0).live().signals().breakProbability(bench.ticker.nanoTime());
    assertTrue(breaks > 0.01 && breaks < 0.025, "counted once: " + breaks);
    double speed = bench.deployment(0).live().signals().tokensPerSecond(bench.ticker.nanoTime());
    assertTrue(speed < 90, "held to be slower: " + speed);
    finish(sent(0));
    Bench.assertCompleted(call);
    assertEquals(2, call.record().decision().attempt(0).stalls);
  }
}
