package dev.isthmus.core.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.signal.Flight;
import dev.isthmus.core.signal.SignalPriors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The loop of router, signals and model clouds, closed: who is not asked must not stay so. */
final class StarvationTest {
  private static final double FIRST = 0.2;
  private static final int TOKENS = 50;
  private static final double PER_TOKEN = 0.01;
  private static final double SLOW = 10;

  private final FakeTicker ticker = new FakeTicker();
  private final Router router = new Router(new Random(1));
  private final Random random = new Random(2);
  private final Decision decision = new Decision();
  private final List<Deployment> deployments = new ArrayList<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos));
  private final int[] asked = new int[4];
  private boolean retryUnanswered = true;
  private double secondsLeft = 600;
  private Scope scope = Scope.ANY;
  private int explorations;
  private @Nullable Plan last;

  private record Event(long atNanos, Runnable what) {}

  /** How many times as long as usual a deployment's call takes that is its {@code number}th. */
  @FunctionalInterface
  private interface Slowness {
    double of(int deployment, int number);
  }

  private static final Slowness FIRST_ANSWERS = (who, n) -> who < 2 && n < 4 ? SLOW : 1;
  private static final Slowness ONE_IS_SLOW = (who, n) -> who == 0 ? SLOW : 1;

  @Test
  void slowFirstAnswersAreForgiven() {
    four();
    run(45, 100, FIRST_ANSWERS);
    int[] share = run(30, 100, FIRST_ANSWERS);
    for (int count : share) {
      assertTrue(count > 0.10 * 3_000, () -> Arrays.toString(share));
    }
  }

  @Test
  void slowFirstAnswersAreForgivenWithLittleTraffic() {
    four();
    Slowness firstTwo = (who, n) -> who < 2 && n < 2 ? SLOW : 1;
    run(240, 5, firstTwo);
    int[] share = run(120, 5, firstTwo);
    for (int count : share) {
      assertTrue(count > 0.10 * 600, () -> Arrays.toString(share));
    }
  }

  @Test
  void whoIsSlowStaysNearlyUnasked() {
    four();
    int[] share = run(60, 100, ONE_IS_SLOW);
    assertTrue(share[0] < 0.03 * 6_000, () -> Arrays.toString(share));
    int before = explorations;
    int[] later = run(120, 100, ONE_IS_SLOW);
    assertTrue(later[0] < 0.005 * 12_000, () -> Arrays.toString(later));
    assertTrue(explorations > before && explorations - before <= 12, "looks " + explorations);
  }

  @Test
  void whoIsWellAgainAfterALongSlownessIsFoundOut() {
    four();
    run(120, 100, ONE_IS_SLOW);
    run(45, 100, (who, n) -> 1);
    int[] share = run(30, 100, (who, n) -> 1);
    assertTrue(share[0] > 0.10 * 3_000, () -> Arrays.toString(share));
  }

  @Test
  void aLookIsTakenByCallsThatRiskNothingAlone() {
    four();
    run(60, 100, ONE_IS_SLOW);
    retryUnanswered = false;
    assertNoLook();
    retryUnanswered = true;
    secondsLeft = 2;
    assertNoLook();
    secondsLeft = 600;
    scope = new Scope(Set.of(), Set.of(), Set.of("p1", "p2", "p3"));
    assertNoLook();
    scope = Scope.ANY;
    int before = explorations;
    run(15, 100, ONE_IS_SLOW);
    assertTrue(explorations > before);
  }

  @Test
  void theDecisionSaysThatItIsALook() {
    four();
    run(60, 100, ONE_IS_SLOW);
    do {
      run(1, 1, ONE_IS_SLOW);
    } while (!decision.summary().exploration);
    Plan plan = Objects.requireNonNull(last);
    assertEquals("d0", plan.deployment(0).name());
    assertEquals(1, decision.term(plan.candidate(0), Decision.Term.PROPENSITY));
    assertEquals(0, decision.term(plan.candidate(1), Decision.Term.PROPENSITY));
    run(1, 1, ONE_IS_SLOW);
    assertFalse(decision.summary().exploration, "one at a time");
  }

  private void assertNoLook() {
    int before = explorations;
    run(25, 40, ONE_IS_SLOW);
    assertEquals(before, explorations);
  }

  private void four() {
    for (int i = 0; i < 4; i++) {
      deployments.add(
          DeploymentBuilder.named("d" + i, ticker)
              .place("p" + i, "r", "z")
              .expect(SignalPriors.UNKNOWN.firstContentSeconds(), 60)
              .cold()
              .at(i));
    }
  }

  /** Calls per deployment of {@code seconds} at {@code rate} a second. */
  private int[] run(int seconds, int rate, Slowness slowness) {
    int[] before = asked.clone();
    long gap = 1_000_000_000L / rate;
    for (int i = 0; i < seconds * rate; i++) {
      passUntil(ticker.nanoTime() + gap);
      call(slowness);
    }
    int[] counts = new int[4];
    for (int i = 0; i < 4; i++) {
      counts[i] = asked[i] - before[i];
    }
    return counts;
  }

  private void passUntil(long until) {
    for (Event next = events.peek(); next != null && next.atNanos <= until; next = events.peek()) {
      events.remove();
      ticker.advance(next.atNanos - ticker.nanoTime());
      next.what.run();
    }
    ticker.advance(until - ticker.nanoTime());
  }

  private void call(Slowness slowness) {
    Plan plan = plan();
    last = plan;
    explorations += decision.summary().exploration ? 1 : 0;
    Deployment deployment = plan.deployment(0);
    int who = deployment.id().index();
    double factor = slowness.of(who, asked[who]++) * Math.exp(0.2 * random.nextGaussian());
    Flight flight = new Flight(deployment.live().signals(), deployment.live().capacity());
    flight.departAnyway(100, 1, TOKENS, true, ticker.nanoTime());
    in(FIRST * factor, () -> first(deployment, flight, factor));
  }

  private void first(Deployment deployment, Flight flight, double factor) {
    flight.firstContent(ticker.nanoTime());
    deployment.live().slowStart().succeeded();
    in(
        TOKENS * PER_TOKEN * factor,
        () -> flight.ended(Usage.reported(100, 0, 0, TOKENS, 0), ticker.nanoTime()));
  }

  private void in(double seconds, Runnable what) {
    events.add(new Event(ticker.nanoTime() + Math.round(seconds * 1e9), what));
  }

  private Plan plan() {
    decision.clear();
    Route route =
        new Route(
            DeploymentBuilder.MODEL,
            deployments,
            Scope.ANY,
            RouterTest.INTERACTIVE,
            Deadlines.DEFAULT,
            new Route.Rules(false, retryUnanswered, false),
            new dev.isthmus.core.signal.OutputLengths(ticker));
    CallFacts facts =
        new CallFacts(
            Operation.CHAT,
            DeploymentBuilder.MODEL,
            true,
            false,
            400,
            400,
            0,
            TOKENS,
            1,
            Capability.CHAT.bit());
    return router.plan(
        new Question(
            facts,
            "openai",
            new Terms(scope, CallClass.INTERACTIVE),
            route,
            ticker.nanoTime(),
            secondsLeft),
        decision);
  }
}
