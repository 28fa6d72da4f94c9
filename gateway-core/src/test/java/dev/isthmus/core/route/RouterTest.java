package dev.isthmus.core.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.AllocationMeter;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.CapacityFeed;
import dev.isthmus.core.signal.EngineLimits;
import dev.isthmus.core.signal.EngineReport;
import dev.isthmus.core.signal.Flight;
import dev.isthmus.core.signal.Metering;
import dev.isthmus.core.signal.OutputLengths;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RouterTest {
  static final Objective INTERACTIVE = new Objective("interactive", 1, 0.0008, 0.00005, 0.0016);
  private static final Scope EU = new Scope(Set.of(), Set.of("eu"), Set.of());
  private static final int DRAWS = 20_000;

  private final FakeTicker ticker = new FakeTicker();
  private final List<Deployment> deployments = new ArrayList<>();
  private final Decision decision = new Decision();
  private Router router = new Router(new Random(1));
  private Objective objective = INTERACTIVE;
  private Scope scope = Scope.ANY;
  private CallClass callClass = CallClass.INTERACTIVE;
  private boolean strict;
  private double secondsLeft = 3600;
  private long requires = Capability.CHAT.bit();

  @Test
  void theReasonsAreAskedInTheirOrder() {
    // Everything is wrong with it; one thing after the other is put right.
    Deployment sick =
        named("sick")
            .cold()
            .capabilities(0)
            .window(1)
            .credential(DeploymentBuilder.key(() -> credential))
            .capacity(new CapacityConfig(1000, -1, 1, Metering.PER_MINUTE, 1))
            .at(0);
    assertEquals(Exclusion.CAPABILITY, reason(sick));
    requires = 0;
    facts = facts(4000);
    scope = EU;
    assertEquals(Exclusion.RESIDENCY, reason(sick));
    scope = Scope.ANY;
    assertEquals(Exclusion.CONTEXT_LENGTH, reason(sick));
    facts = facts(4);
    CapacityFeed feed = feed(sick);
    feed.drained(sick.id(), true);
    assertEquals(Exclusion.DRAINED, reason(sick));
    feed.drained(sick.id(), false);
    assertEquals(Exclusion.CREDENTIAL, reason(sick));
    credential = "there";
    trip(sick);
    assertEquals(Exclusion.BREAKER, reason(sick));
    ticker.advanceSeconds(60);
    Flight one = depart(sick);
    Flight two = new Flight(sick.live().signals(), sick.live().capacity());
    two.departAnyway(1, 900, 1, true, now());
    assertEquals(Exclusion.SLOW_START, reason(sick));
    sick.live().slowStart().succeeded();
    feed.cooldownHint(sick.id(), 5_000);
    assertEquals(Exclusion.COOLDOWN, reason(sick));
    ticker.advanceSeconds(6);
    assertEquals(Exclusion.QUOTA, reason(sick));
    ticker.advanceSeconds(1200);
    one.abandoned(Usage.NONE, now());
    assertEquals(Exclusion.CONCURRENCY, reason(sick));
    two.abandoned(Usage.NONE, now());
    ticker.advanceSeconds(3600);
    feed.engine(sick.id(), new EngineReport(9, 1, 0), new EngineLimits(5, 0.8, 1));
    secondsLeft = 0.001;
    assertEquals(Exclusion.DEADLINE, reason(sick));
    secondsLeft = 3600;
    assertEquals(Exclusion.SATURATED, reason(sick));
    ticker.advanceSeconds(1);
    assertNull(reason(sick));
  }

  private @Nullable String credential;
  private CallFacts facts = facts(4000);

  @Test
  void residencyIsNeverRelaxedWhateverTheDice() {
    scope = EU;
    deployments.add(named("us").at(0));
    Deployment eu = named("eu").place("azure", "eu-1", "eu").at(1);
    deployments.add(eu);
    trip(eu);
    for (int i = 0; i < 1000; i++) {
      Plan plan = plan();
      assertEquals(Exclusion.RESIDENCY, decision.exclusion(0));
      assertTrue(!decision.relaxed(0));
      for (int stop = 0; stop < plan.size(); stop++) {
        assertEquals("eu", plan.deployment(stop).name());
      }
    }
  }

  @Test
  void reasonsGiveWayOneAtATime() {
    deployments.add(named("late").expect(60, 100).at(0));
    deployments.add(named("full").capacity(tokens(1)).at(1));
    Deployment cold = named("cold").cold().at(2);
    depart(cold);
    depart(cold);
    deployments.add(cold);
    secondsLeft = 10;
    assertPicked("late", Exclusion.DEADLINE);
    deployments.remove(0);
    assertPicked("full", Exclusion.QUOTA);
    deployments.remove(0);
    assertPicked("cold", Exclusion.SLOW_START);
  }

  private void assertPicked(String name, Exclusion although) {
    Plan plan = plan();
    assertEquals(1, plan.size());
    assertEquals(name, plan.deployment(0).name());
    assertEquals(although, decision.exclusion(plan.candidate(0)));
    assertTrue(plan.relaxed(0));
  }

  @Test
  void aDrainedDeploymentThatWarmsUpStaysDrained() {
    Deployment cold = named("cold").cold().at(0);
    depart(cold);
    depart(cold);
    deployments.add(cold);
    feed(cold).drained(cold.id(), true);
    assertEquals(0, plan().size());
  }

  @Test
  void slowStartDoesNotGiveWayToMoreThanTheDeploymentTakes() {
    Deployment cold =
        named("cold").cold().capacity(new CapacityConfig(-1, -1, 2, Metering.PER_MINUTE, 1)).at(0);
    depart(cold);
    depart(cold);
    deployments.add(cold);
    assertEquals(0, plan().size());
    assertEquals(Exclusion.SLOW_START, decision.exclusion(0));
  }

  @Test
  void quotaDoesNotGiveWayToMoreCallsThanTheDeploymentTakes() {
    Deployment full =
        named("full").capacity(new CapacityConfig(1, -1, 1, Metering.PER_MINUTE, 1)).at(0);
    deployments.add(full);
    Flight one = new Flight(full.live().signals(), full.live().capacity());
    one.departAnyway(1, 1, 1, true, now());
    assertEquals(0, plan().size());
    assertEquals(Exclusion.QUOTA, decision.exclusion(0));
  }

  @Test
  void quotaThatTheProviderConfirmedDoesNotGiveWay() {
    Deployment full = named("full").at(0);
    deployments.add(full);
    Flight flight = depart(full);
    flight.limits(new LimitReport(0, 30_000, 30_000, 100, 500, 100, -1, -1), now());
    assertEquals(0, plan().size());
    assertEquals(Exclusion.QUOTA, decision.exclusion(0));
    assertEquals(10_000, Refusal.ofNoCandidate(decision).retryAfterMillis(), "its word's time");
    flight.abandoned(Usage.NONE, now());
  }

  @Test
  void anExcludedCandidateIsNeverPlannedUnlessItsRuleGaveWay() {
    Random random = new Random(7);
    for (int run = 0; run < 2000; run++) {
      deployments.clear();
      int size = 1 + random.nextInt(6);
      for (int i = 0; i < size; i++) {
        deployments.add(any(random, i));
      }
      scope = random.nextInt(3) == 0 ? EU : Scope.ANY;
      Plan plan = plan();
      int free = 0;
      for (int i = 0; i < size; i++) {
        free += decision.exclusion(i) == null ? 1 : 0;
      }
      for (int stop = 0; stop < plan.size(); stop++) {
        Exclusion reason = decision.exclusion(plan.candidate(stop));
        assertTrue(reason == null || (free == 0 && plan.relaxed(stop)), "run " + run);
      }
      assertTrue(free == 0 || plan.size() == free, "run " + run);
    }
  }

  private Deployment any(Random random, int index) {
    DeploymentBuilder builder =
        named("d" + index)
            .expect(0.1 + random.nextDouble() * 3, 10 + random.nextInt(200))
            .price(random.nextDouble() * 5, random.nextDouble() * 20);
    if (random.nextInt(3) == 0) {
      builder.place("azure", "eu-1", "eu");
    }
    if (random.nextInt(4) == 0) {
      builder.capacity(tokens(1));
    }
    if (random.nextInt(8) == 0) {
      builder.unpriced();
    }
    Deployment deployment = builder.priority(random.nextInt(3)).at(index);
    if (random.nextInt(4) == 0) {
      trip(deployment);
    }
    if (random.nextInt(6) == 0) {
      feed(deployment).drained(deployment.id(), true);
    }
    return deployment;
  }

  @Test
  void dearerSecondsNeverFavourWhatIsSlowerAndDearer() {
    Random random = new Random(11);
    for (int run = 0; run < 500; run++) {
      deployments.clear();
      double seconds = 0.1 + random.nextDouble();
      double dollars = 0.1 + random.nextDouble();
      deployments.add(named("good").expect(seconds, 100).price(dollars, 4 * dollars).at(0));
      double slower = seconds * (1.01 + random.nextDouble());
      double dearer = dollars * (1.01 + random.nextDouble());
      deployments.add(named("bad").expect(slower, 100).price(dearer, 4 * dearer).at(1));
      for (double second = 0; second < 0.1; second = 2 * second + 1e-5) {
        objective = new Objective("any", random.nextDouble(), second, 0.00005, 0.0016);
        plan();
        double good = decision.term(0, Term.SCORE_DOLLARS);
        double bad = decision.term(1, Term.SCORE_DOLLARS);
        assertTrue(good <= bad, "run " + run + ": " + good + " > " + bad);
        if (bad > objective.tieBound(good)) {
          assertEquals(0, decision.term(1, Term.PROPENSITY));
        }
      }
    }
  }

  @Test
  void dearerSecondsShiftTheChoiceToTheFasterOnce() {
    deployments.add(named("fast").expect(0.2, 100).price(4, 16).at(0));
    deployments.add(named("cheap").expect(2, 100).price(0.2, 0.8).at(1));
    boolean fast = false;
    for (double second = 0; second < 0.1; second = 2 * second + 1e-5) {
      objective = new Objective("any", 1, second, 0, 0.0016);
      plan();
      boolean faster = decision.term(0, Term.SCORE_DOLLARS) < decision.term(1, Term.SCORE_DOLLARS);
      assertTrue(faster || !fast, "second " + second);
      fast = faster;
    }
    assertTrue(fast);
  }

  @Test
  void nearTiesAreDrawnAsOftenAsRecorded() {
    deployments.add(named("a").price(1, 4).at(0));
    deployments.add(named("b").price(1.05, 4.2).at(1));
    deployments.add(named("c").price(1, 4).capacity(tokens(5_000)).at(2));
    deployments.add(named("far").price(30, 90).at(3));
    int[] picks = new int[4];
    for (int i = 0; i < DRAWS; i++) {
      picks[plan().candidate(0)]++;
    }
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      double propensity = decision.term(i, Term.PROPENSITY);
      sum += propensity;
      double deviation = Math.sqrt(propensity * (1 - propensity) / DRAWS);
      assertEquals(propensity, picks[i] / (double) DRAWS, 5 * deviation, "candidate " + i);
    }
    assertEquals(1, sum, 1e-9);
    assertEquals(0, picks[3]);
    assertTrue(decision.term(2, Term.PROPENSITY) < decision.term(0, Term.PROPENSITY));
  }

  @Test
  void amongNearTiesTheLowestPriorityNumberCounts() {
    deployments.add(named("a").priority(1).at(0));
    deployments.add(named("b").priority(0).at(1));
    deployments.add(named("dear").priority(0).price(30, 90).at(2));
    for (int i = 0; i < 100; i++) {
      assertEquals("b", plan().deployment(0).name());
    }
  }

  @Test
  void strictPriorityGoesBeforeAnyPrice() {
    strict = true;
    deployments.add(named("cheap").priority(1).price(0.01, 0.01).at(0));
    deployments.add(named("dear").priority(0).price(30, 90).at(1));
    Plan plan = plan();
    assertEquals("dear", plan.deployment(0).name());
    assertEquals("cheap", plan.deployment(1).name());
  }

  @Test
  void anotherProviderIsWorthItsPriceWhereOneHasFailed() {
    deployments.add(named("free-a").place("azure", "east", "us").price(0, 0).at(0));
    deployments.add(named("paid-a").place("azure", "west", "us").price(3, 9).at(1));
    deployments.add(named("paid-b").place("openai", "us", "us").price(3.3, 9.9).at(2));
    Plan plan = plan();
    assertEquals("free-a", plan.deployment(0).name());
    assertTrue(plan.sameOperator(1, 0) && !plan.sameOperator(2, 0) && !plan.sameFate(1, 0));
    assertTrue(plan.worthInstead(2, 1, 1), "hardly dearer");
    assertFalse(plan.worthInstead(2, 0, 1), "an even chance of what is free is worth a try");
    assertTrue(plan.worthInstead(2, 0, 4), "a provider that failed so often has hardly a chance");
  }

  @Test
  void strictPriorityGoesBeforeTheRiskOfAProviderThatFailed() {
    strict = true;
    deployments.add(named("a").place("azure", "west", "us").priority(0).at(0));
    deployments.add(named("b").place("openai", "us", "us").priority(1).at(1));
    assertFalse(plan().worthInstead(1, 0, 1));
  }

  @Test
  void anUnknownPriceIsTheDearest() {
    deployments.add(named("known").price(3, 9).at(0));
    deployments.add(named("cheap").price(1, 3).at(1));
    deployments.add(named("unknown").unpriced().at(2));
    plan();
    assertEquals(decision.term(0, Term.COST_DOLLARS), decision.term(2, Term.COST_DOLLARS), 1e-12);
  }

  @Test
  void scarceProvisionedCapacityHasAPriceForThoseWhoCanWait() {
    Deployment provisioned =
        named("ptu").price(0, 0).tier(Deployment.Tier.PROVISIONED).capacity(provisioned()).at(0);
    deployments.add(provisioned);
    deployments.add(named("paygo").price(10, 40).at(1));
    deployments.add(named("us-cheap").place("x", "y", "us").price(0.1, 0.1).at(2));
    scope = new Scope(Set.of(), Set.of(), Set.of("openai-us"));
    use(provisioned, 0.9);
    plan();
    assertEquals(0, decision.term(0, Term.COST_DOLLARS));
    callClass = CallClass.BATCH;
    plan();
    double payAsYouGo = decision.term(1, Term.COST_DOLLARS);
    assertEquals(payAsYouGo / 2, decision.term(0, Term.COST_DOLLARS), payAsYouGo / 10);
  }

  private static CapacityConfig provisioned() {
    return new CapacityConfig(-1, -1, -1, Metering.CONTINUOUS, 1);
  }

  private void use(Deployment deployment, double utilisation) {
    for (int i = 0; i < 200; i++) {
      ticker.advanceMillis(50);
      Flight flight = depart(deployment);
      flight.limits(new LimitReport(-1, -1, -1, -1, -1, -1, -1, utilisation), now());
      flight.abandoned(Usage.NONE, now());
    }
  }

  @Test
  void aDecisionAllocatesNothing() {
    for (int i = 0; i < 50; i++) {
      deployments.add(any(new Random(i), i));
    }
    Question question = question(route());
    assertEquals(0, AllocationMeter.bytes(() -> plans(question, 1000)));
    Plan plan = planOf(question);
    assertTrue(plan.size() > 8, "stops " + plan.size());
    // A plan that is kept is not used again, so that the measure can tell.
    assertTrue(AllocationMeter.bytes(() -> assertNotNull(planOf(question))) > 0);
  }

  @Test
  void aPolicyThatOnlyWatchesChangesNothingAndAllocatesNothing() {
    for (int i = 0; i < 12; i++) {
      deployments.add(any(new Random(i), i));
    }
    Route alone = route();
    Objective other = new Objective("other", 3, 0.0001, 0, 0.01);
    Route watched =
        new Route(
            alone.name(),
            alone.candidates(),
            alone.scope(),
            alone.objective(),
            alone.deadlines(),
            alone.rules().watchedBy(other),
            alone.outputs());
    for (int i = 0; i < 100; i++) {
      router = new Router(new Random(i));
      Plan plan = planOf(question(alone));
      int first = plan.candidate(0);
      assertEquals(-1, decision.summary().shadow.best);
      router = new Router(new Random(i));
      assertEquals(first, planOf(question(watched)).candidate(0));
      Decision.Shadow shadow = decision.summary().shadow;
      assertEquals("other", shadow.weights.name);
      assertTrue(shadow.best >= 0 && shadow.regretDollars >= 0, "regret " + shadow.regretDollars);
      assertTrue(shadow.propensity >= 0 && shadow.propensity <= 1);
    }
    Question question = question(watched);
    assertEquals(0, AllocationMeter.bytes(() -> plans(question, 1000)));
  }

  private void plans(Question question, int count) {
    for (int i = 0; i < count; i++) {
      router.release(planOf(question));
    }
  }

  @Test
  void aPlanThatWasGivenBackAnswersNobody() {
    deployments.add(named("a").at(0));
    Plan plan = plan();
    router.release(plan);
    assertEquals(0, plan.size());
    assertThrows(IndexOutOfBoundsException.class, () -> plan.deployment(0));
    assertSame(plan, plan());
  }

  private Plan planOf(Question question) {
    decision.clear();
    return router.plan(question, decision);
  }

  private DeploymentBuilder named(String name) {
    return DeploymentBuilder.named(name, ticker);
  }

  private @Nullable Exclusion reason(Deployment deployment) {
    deployments.clear();
    deployments.add(deployment);
    router = new Router(new Random(1));
    plan();
    return decision.exclusion(0);
  }

  private Plan plan() {
    return planOf(question(route()));
  }

  private Question question(Route route) {
    return new Question(
        facts, "openai", new Terms(Scope.ANY, callClass), route, now(), secondsLeft);
  }

  private Route route() {
    return new Route(
        DeploymentBuilder.MODEL,
        deployments,
        scope,
        objective,
        Deadlines.DEFAULT,
        new Route.Rules(strict, true, false),
        new OutputLengths(ticker));
  }

  private CallFacts facts(long promptBytes) {
    return new CallFacts(
        Operation.CHAT, "gpt", true, false, promptBytes, promptBytes, 0, 200, 1, requires);
  }

  private long now() {
    return ticker.nanoTime();
  }

  private static CapacityConfig tokens(long perMinute) {
    return new CapacityConfig(perMinute, -1, -1, Metering.PER_MINUTE, 1);
  }

  private void trip(Deployment deployment) {
    Breaker breaker = deployment.live().breaker();
    for (int i = 0; i < 8; i++) {
      breaker.fail(breaker.tryAcquire(now()), now());
    }
  }

  private Flight depart(Deployment deployment) {
    Flight flight = new Flight(deployment.live().signals(), deployment.live().capacity());
    flight.departAnyway(1, 1, 1, true, now());
    return flight;
  }

  private CapacityFeed feed(Deployment deployment) {
    return new CapacityFeed(index -> deployment.live().capacity(), ticker);
  }

  static Failure failure(FailureKind kind) {
    return Failure.ofProvider(kind, Failure.Retry.UNANSWERED, "it failed");
  }
}
