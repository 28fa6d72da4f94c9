package dev.isthmus.core.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Bounds;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.provider.bedrock.BedrockProvider;
import dev.isthmus.core.signal.CapacityFeed;
import dev.isthmus.core.signal.OutputLengths;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a caller's own terms do to a plan. Prompts have 1000 tokens, answers up to 200. */
final class TermsTest {
  private static final double NONE = Double.POSITIVE_INFINITY;
  private static final int PLANS = 2000;

  private final FakeTicker ticker = new FakeTicker();
  private final List<Deployment> deployments = new ArrayList<>();
  private final Decision decision = new Decision();
  private final Router router = new Router(new Random(1));
  private Bounds bounds = Bounds.NONE;
  private long maxOutput = 200;

  private Plan plan() {
    decision.clear();
    Scope scope = bounds.scope();
    Terms terms = new Terms(scope, CallClass.INTERACTIVE, bounds);
    decision.summary().terms = terms;
    double left = Math.min(3600, bounds.deadlineSeconds());
    return router.plan(
        new Question(facts(), "openai", terms, route(), ticker.nanoTime(), left), decision);
  }

  private CallFacts facts() {
    long requires = Capability.CHAT.bit();
    return new CallFacts(Operation.CHAT, "gpt", true, false, 4000, 4000, 0, maxOutput, 1, requires);
  }

  private Route route() {
    return new Route(
        DeploymentBuilder.MODEL,
        deployments,
        Scope.ANY,
        RouterTest.INTERACTIVE,
        Deadlines.DEFAULT,
        new Route.Rules(false, true, false),
        new OutputLengths(ticker));
  }

  private void add(DeploymentBuilder builder) {
    deployments.add(builder.at(deployments.size()));
  }

  private DeploymentBuilder named(String name) {
    return DeploymentBuilder.named(name, ticker);
  }

  private static Bounds deadline(double seconds) {
    return new Bounds(Scope.ANY, seconds, NONE, NONE);
  }

  private static Bounds firstToken(double seconds) {
    return new Bounds(Scope.ANY, NONE, seconds, NONE);
  }

  private static Bounds dollars(double most) {
    return new Bounds(Scope.ANY, NONE, NONE, most);
  }

  private Failure refused() {
    assertEquals(0, plan().size());
    return Refusal.ofNoCandidate(decision);
  }

  @Test
  void aDeadlineIsForTheWholeAnswer() {
    add(named("slow").expect(0.3, 10));
    add(named("quick").price(9, 9).expect(0.5, 400));
    assertEquals("slow", plan().deployment(0).name());
    bounds = deadline(5);
    assertEquals("quick", plan().deployment(0).name());
    assertEquals(Exclusion.DEADLINE, decision.exclusion(0));
    assertTrue(decision.saw(0) > 13, "the whole answer's time");
  }

  @Test
  void whoWouldBeginInTimeIsTriedWhereNobodyIsExpectedToEndInTime() {
    add(named("slow").expect(0.3, 10));
    add(named("slower").expect(6, 10));
    bounds = deadline(5);
    for (int i = 0; i < PLANS; i++) {
      Plan plan = plan();
      assertEquals(1, plan.size());
      assertEquals("slow", plan.deployment(0).name());
      assertTrue(plan.relaxed(0));
    }
  }

  @Test
  void aDeadlineBeforeWhichNobodyBeginsIsRefusedWithTheOneThatCouldBeKept() {
    add(named("far").expect(3, 100));
    add(named("near").expect(2, 100));
    bounds = deadline(0.2);
    int refused = 0;
    for (int i = 0; i < PLANS; i++) {
      refused += plan().size() == 0 ? 1 : 0;
    }
    assertEquals(0.9, (double) refused / PLANS, 0.03, "one in ten has a look");
    while (plan().size() > 0) {
      assertEquals(Exclusion.DEADLINE, decision.exclusion(0));
    }
    Failure failure = Refusal.ofNoCandidate(decision);
    assertEquals(FailureKind.TERMS_UNMET, failure.kind());
    assertEquals("x-isthmus-deadline-ms", failure.param());
    assertEquals(
        "x-isthmus-deadline-ms: cannot be met (expected: at least 3428 at this time); candidates"
            + " left out: 2 x DEADLINE",
        failure.detail());
  }

  @Test
  void aDeadlineNobodyAskedForGivesWayAsEver() {
    add(named("late").expect(5000, 100));
    assertEquals(1, plan().size());
    assertEquals(Exclusion.DEADLINE, decision.exclusion(0));
  }

  @Test
  void whereTimeMayHelpTheCallerIsToldToComeBack() {
    add(named("late").expect(3, 100));
    Deployment full = named("cooling").at(1);
    deployments.add(full);
    new CapacityFeed(index -> full.live().capacity(), ticker).cooldownHint(full.id(), 5_000);
    bounds = deadline(0.2);
    while (plan().size() > 0) {
      assertEquals(Exclusion.DEADLINE, decision.exclusion(0));
    }
    Failure failure = Refusal.ofNoCandidate(decision);
    assertEquals(FailureKind.RATE_LIMITED, failure.kind());
    assertTrue(failure.retryAfterMillis() > 0);
  }

  @Test
  void aFirstTokenIsWantedAndNotRequired() {
    add(named("slow").expect(2, 100));
    add(named("quick").price(9, 9).expect(0.2, 100));
    bounds = firstToken(0.5);
    Plan plan = plan();
    assertEquals("quick", plan.deployment(0).name());
    assertEquals(Exclusion.FIRST_TOKEN, decision.exclusion(0));
    assertEquals("slow", plan.deployment(1).name(), "it stands by in case the others fail");
    assertEquals(0, decision.term(0, Decision.Term.PROPENSITY));
    bounds = firstToken(0.01);
    assertEquals(2, plan().size());
    assertTrue(decision.relaxed(0) && decision.relaxed(1));
  }

  @Test
  void theFirstTokenGivesWayBeforeTheDeadline() {
    add(named("slow").expect(2, 100));
    add(named("late").expect(20, 100));
    bounds = new Bounds(Scope.ANY, 10, 0.5, NONE);
    Plan plan = plan();
    assertEquals(1, plan.size(), "who would not even begin in time does not stand by");
    assertEquals("slow", plan.deployment(0).name());
    assertEquals(Exclusion.DEADLINE, decision.exclusion(1));
    assertTrue(!decision.relaxed(1));
  }

  @Test
  void whatAnAttemptMayCostIsMeasuredByTheLongestAnswerAllowed() {
    add(named("dear").price(10, 40).expect(0.1, 1000));
    add(named("cheap").price(1, 4).expect(5, 10));
    // 1000 × 1 + 200 × 4 dollars per million tokens.
    bounds = dollars(0.0018);
    assertEquals(1, plan().size());
    assertEquals(Exclusion.COST, decision.exclusion(0));
    assertEquals(0.018, decision.saw(0), 1e-9);
    assertNull(decision.exclusion(1));
    maxOutput = 201;
    Failure failure = refused();
    assertEquals(FailureKind.TERMS_UNMET, failure.kind());
    assertEquals("x-isthmus-max-dollars", failure.param());
    assertTrue(failure.detail().contains("at least 0.001804 "), failure.detail());
  }

  @Test
  void whatCostsNothingPerCallIsWithinEveryBoundAndWhatHasNoPriceWithinNone() {
    add(named("unpriced").unpriced());
    bounds = dollars(1000);
    assertTrue(refused().detail().contains("no price is known"));
    add(named("paid").prices(dev.isthmus.core.account.Prices.FREE));
    bounds = dollars(1e-12);
    assertEquals("paid", plan().deployment(0).name());
  }

  @Test
  void neitherPanicNorQuotaPassesOverWhatACallMayCost() {
    Deployment dear = named("dear").price(10, 40).at(0);
    deployments.add(dear);
    for (int i = 0; i < 8; i++) {
      var breaker = dear.live().breaker();
      breaker.fail(breaker.tryAcquire(ticker.nanoTime()), ticker.nanoTime());
    }
    bounds = dollars(0.001);
    for (int i = 0; i < PLANS; i++) {
      assertEquals(0, plan().size());
      assertEquals(Exclusion.COST, decision.exclusion(0));
    }
  }

  @Test
  void aCallWithoutAMaximumReservesTheModelsOwnWhereTheProviderDoes() {
    DeploymentBuilder bedrock =
        named("bedrock").kind(new BedrockProvider()).setting("aws_region", "us-east-1");
    add(bedrock.maxOutput(64_000));
    add(named("other").maxOutput(64_000));
    maxOutput = -1;
    assertEquals(1000 + 64_000, reserved("bedrock"));
    assertTrue(reserved("other") < 2000);
    maxOutput = 100;
    assertEquals(1100, reserved("bedrock"));
    assertEquals(1100, reserved("other"));
  }

  private long reserved(String name) {
    Plan plan = plan();
    int stop = plan.deployment(0).name().equals(name) ? 0 : 1;
    assertEquals(name, plan.deployment(stop).name());
    return plan.reservedTokens(stop);
  }

  @Test
  void aRegionThatIsNotThereIsTheCallersToChange() {
    add(named("us"));
    bounds = new Bounds(new Scope(Set.of("mars-1"), Set.of(), Set.of()), NONE, NONE, NONE);
    Failure failure = refused();
    assertEquals(FailureKind.TERMS_UNMET, failure.kind());
    assertEquals("x-isthmus-regions", failure.param());
    assertEquals(Failure.Origin.CLIENT, failure.origin());
  }
}
