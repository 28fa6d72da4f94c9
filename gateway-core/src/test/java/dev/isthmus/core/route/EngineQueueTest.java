package dev.isthmus.core.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.observe.DecisionText;
import dev.isthmus.core.signal.CapacityFeed;
import dev.isthmus.core.signal.EngineLimits;
import dev.isthmus.core.signal.EngineReport;
import dev.isthmus.core.signal.OutputLengths;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Two engines alike in all that our own calls have shown. What one of them says of its queue is the
 * only thing that differs, and each test says what follows with it and without it.
 */
final class EngineQueueTest {
  private static final int CALLS = 4_000;
  private static final long HOLDS_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final FakeTicker ticker = new FakeTicker();
  private final Deployment busy = engine("busy", 0);
  private final Deployment idle = engine("idle", 1);
  private final Decision decision = new Decision();
  private final Router router = new Router(new Random(1));
  private List<Deployment> candidates = List.of(busy, idle);
  private double secondsLeft = 600;

  @Test
  void withoutAWordBothAreAskedAlike() {
    assertEquals(0.5, share(), 0.03);
  }

  @Test
  void aFullEngineIsNotAskedBeforeAnyCallOfOursWasSlow() {
    says(busy, 5, 8, 0.3);
    says(idle, 0, 2, 0.1);
    assertEquals(0, share());
    assertEquals(Exclusion.SATURATED, decision.exclusion(0));
    assertEquals(1, decision.saw(0), 1e-9);
    assertEquals(Exclusion.SATURATED, busy.outNow(ticker.nanoTime()));
    String told = DecisionText.of(decision);
    assertTrue(told.contains("busy by SATURATED (its engine says that it is 100 % full)"), told);
  }

  @Test
  void aFullCacheIsNotAskedEither() {
    says(busy, 0, 8, 0.81);
    assertEquals(0, share());
    assertEquals(Exclusion.SATURATED, decision.exclusion(0));
  }

  @Test
  void aShortQueueCostsWhatItsSecondsAreWorth() {
    says(busy, 4, 4, 0.1);
    says(idle, 0, 4, 0.1);
    // 0.3 s to the first of some tokens at 100/s each: four wait, four run, so one such call.
    share();
    double alone = decision.term(1, Term.FIRST_CONTENT_SECONDS);
    double call = decision.term(1, Term.TOTAL_SECONDS);
    assertEquals(call, decision.term(0, Term.QUEUE_SECONDS), 0.01);
    assertEquals(alone + call, decision.term(0, Term.FIRST_CONTENT_SECONDS), 0.01);
    assertEquals(0, decision.term(1, Term.QUEUE_SECONDS));
    assertNull(decision.exclusion(0));
    assertEquals(0, share(), "a second and more at $0.0008 is no near-tie");
  }

  @Test
  void aCacheHalfFullHalvesItsShareOfNearTies() {
    says(busy, 0, 4, 0.4);
    says(idle, 0, 4, 0);
    assertEquals(1.0 / 3, share(), 0.03);
  }

  @Test
  void whereAllAreFullTheyAreAskedNevertheless() {
    says(busy, 50, 10, 0.9);
    says(idle, 20, 10, 0.9);
    share();
    assertEquals(Exclusion.SATURATED, decision.exclusion(1));
    assertTrue(decision.relaxed(0) && decision.relaxed(1));
    assertEquals(0, share(), "the shorter queue is the better one");
  }

  @Test
  void anOnlyEngineServesHoweverFull() {
    candidates = List.of(busy);
    says(busy, 500, 10, 1);
    assertEquals(1, plan().size());
    secondsLeft = 5;
    assertEquals(1, plan().size());
  }

  @Test
  void aFullEngineStandsBehindThoseThatAreNot() {
    says(busy, 50, 10, 0.9);
    Plan plan = plan();
    assertEquals(2, plan.size());
    assertEquals("idle", plan.deployment(0).name());
    assertEquals("busy", plan.deployment(1).name());
    assertEquals(0, decision.term(0, Term.PROPENSITY));
    assertFalse(decision.relaxed(0));
  }

  @Test
  void aWordThatIsOldKeepsNobodyAway() {
    says(busy, 500, 10, 1);
    assertEquals(0, share());
    ticker.advance(HOLDS_NANOS + 1);
    assertEquals(0.5, share(), 0.03);
  }

  @Test
  void nobodyLooksWhetherAnEngineThatTellsOfAQueueIsStillSlow() {
    ticker.advanceSeconds(60);
    says(busy, 4, 4, 0.1);
    for (int i = 0; i < CALLS; i++) {
      assertEquals("idle", plan().deployment(0).name());
      assertFalse(decision.summary().exploration);
    }
  }

  private Deployment engine(String name, int index) {
    return DeploymentBuilder.named(name, ticker).price(0, 0).at(index);
  }

  private void says(Deployment who, double waiting, double running, double kvUse) {
    new CapacityFeed(index -> who.live().capacity(), ticker)
        .engine(
            who.id(),
            new EngineReport(waiting, running, kvUse),
            new EngineLimits(5, 0.8, HOLDS_NANOS));
  }

  /** Of the calls, those that the first engine would get. */
  private double share() {
    int first = 0;
    for (int i = 0; i < CALLS; i++) {
      first += plan().deployment(0).name().equals("busy") ? 1 : 0;
    }
    return (double) first / CALLS;
  }

  private Plan plan() {
    decision.clear();
    CallFacts facts =
        new CallFacts(
            Operation.CHAT, "gpt", true, false, 400, 400, 0, 200, 1, Capability.CHAT.bit());
    Route route =
        new Route(
            DeploymentBuilder.MODEL,
            candidates,
            Scope.ANY,
            RouterTest.INTERACTIVE,
            Deadlines.DEFAULT,
            new Route.Rules(false, true, false),
            new OutputLengths(ticker));
    Terms terms = new Terms(Scope.ANY, CallClass.INTERACTIVE);
    return router.plan(
        new Question(facts, "openai", terms, route, ticker.nanoTime(), secondsLeft), decision);
  }
}
