package dev.isthmus.core.route.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.DeploymentBuilder;
import dev.isthmus.core.route.Objective;
import dev.isthmus.core.route.Plan;
import dev.isthmus.core.route.Question;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.Router;
import dev.isthmus.core.signal.OutputLengths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Recorded calls of a world in which what would have happened is known. */
final class WhatIfTest {
  private static final Objective NOW = new Objective("now", 1, 0.0008, 0.00005, 0.0016);
  private static final int CALLS = 4000;
  private static final double NANOS = 1e9;

  private final FakeTicker ticker = new FakeTicker();
  private final Random random = new Random(5);
  private final Router router = new Router(new Random(6));
  private final List<Deployment> deployments = new ArrayList<>();
  private final Decision decision = new Decision();
  private boolean strict;

  @Test
  void itsOwnWeightsGiveARecordAgainToTheLastBit() {
    Rescore rescore = new Rescore();
    for (int round = 0; round < 500; round++) {
      deployments.clear();
      for (int i = 0; i < 1 + random.nextInt(30); i++) {
        deployments.add(any(i));
      }
      strict = random.nextInt(4) == 0;
      Route route = route(weights());
      plan(route, CallClass.values()[random.nextInt(3)]);
      rescore.asRecorded(decision);
      assertSame(rescore);
      rescore.under(Alternative.of(route, route.objective()), decision);
      assertSame(rescore);
    }
  }

  private void assertSame(Rescore rescore) {
    for (int i = 0; i < decision.candidateCount(); i++) {
      assertEquals(decision.term(i, Term.PROPENSITY), rescore.propensity(i), 0);
      assertEquals(decision.term(i, Term.SCORE_DOLLARS), rescore.scoreDollars(i), 0);
    }
  }

  @Test
  void oneSeedGivesOneRun() {
    for (int i = 0; i < 20; i++) {
      deployments.add(any(i));
    }
    Router one = new Router(new Random(9));
    Router other = new Router(new Random(9));
    Decision copy = new Decision();
    for (int call = 0; call < 2000; call++) {
      Question question = question(route(NOW), CallClass.INTERACTIVE);
      decision.clear();
      copy.clear();
      Plan first = one.plan(question, decision);
      Plan second = other.plan(question, copy);
      assertEquals(first.size(), second.size());
      for (int stop = 0; stop < first.size(); stop++) {
        assertEquals(first.candidate(stop), second.candidate(stop));
      }
      for (int i = 0; i < decision.candidateCount(); i++) {
        assertEquals(decision.term(i, Term.PROPENSITY), copy.term(i, Term.PROPENSITY), 0);
      }
      one.release(first);
      other.release(second);
    }
  }

  @Test
  void theSamePolicyMovesNothing() {
    twoAlike();
    Report.RouteReport route = report(Alternative.of(route(NOW), NOW));
    assertEquals(0, route.exact().moved(), 1e-12);
    assertEquals(0, route.exact().flipped());
    assertEquals(1, route.exact().reproduced());
    assertEquals(
        route.exact().dollarsPerCall().before(), route.exact().dollarsPerCall().after(), 1e-15);
    assertEquals(0, route.weighted().outside());
    assertEquals(CALLS, route.weighted().effective(), 1e-6);
    Estimate dollars = route.weighted().dollarsPerCall();
    assertEquals(dollars.before(), dollars.after(), 1e-15);
    assertEquals(List.of(), route.simulation());
  }

  @Test
  void anEstimateCoversWhatWouldHaveHappened() {
    // The dearer one is quicker, and under the policy in force both are as good as each other.
    twoAlike();
    Objective other = new Objective("other", 1.2, 0.0008, 0.00005, 0.0016);
    Report.RouteReport route = report(Alternative.of(route(NOW), other));
    Report.Share a = share(route, "a");
    Report.Share b = share(route, "b");
    assertTrue(a.after() > a.before(), a::toString);
    assertEquals(1, a.after() + b.after(), 1e-9);
    double truth = a.after() * PAID_A + b.after() * PAID_B;
    Estimate dollars = route.weighted().dollarsPerCall();
    assertTrue(dollars.low() <= truth && truth <= dollars.high(), dollars + ", truly " + truth);
    double measured = a.sent() * PAID_A + b.sent() * PAID_B;
    assertEquals(measured, dollars.before(), 1e-9);
    assertTrue(dollars.high() - dollars.low() < 0.2 * truth, dollars::toString);
    double failing = a.after() * FAILS_A + b.after() * FAILS_B;
    Estimate errors = route.weighted().errors();
    assertTrue(errors.low() <= failing && failing <= errors.high(), errors::toString);
    Estimate first = route.weighted().firstContentP50();
    assertTrue(first.low() <= first.after() && first.after() <= first.high());
  }

  @Test
  void whatIsNeverChosenNowIsOutsideOfWhatCanBeLearned() {
    twoAlike();
    deployments.add(DeploymentBuilder.named("quick", ticker).price(9, 90).expect(0.05, 900).at(2));
    Objective hasty = new Objective("hasty", 0, 0.1, 0.1, 0.0016);
    Report.RouteReport route = report(Alternative.of(route(NOW), hasty));
    assertEquals(1, share(route, "quick").after(), 1e-9);
    assertEquals(1, route.exact().flipped(), 1e-9);
    assertEquals(1, route.weighted().outside(), 1e-9);
    assertEquals(0, route.weighted().effective());
    assertTrue(Double.isNaN(route.weighted().dollarsPerCall().after()));
    assertTrue(route.simulation().get(0).contains("quick would have 100.0 %"));
    assertTrue(route.simulation().size() >= 3, route.simulation()::toString);
  }

  @Test
  void deploymentsThatGoTakeTheirCallsWithThem() {
    twoAlike();
    Alternative now = Alternative.of(route(NOW), NOW);
    Map<String, Alternative.Option> options =
        Map.of("b", Objects.requireNonNull(now.options().get("b")), "new", option(1, 1));
    Report.RouteReport route = report(new Alternative(NOW, false, Scope.ANY, options));
    assertEquals(0, share(route, "a").after());
    assertEquals(1, share(route, "b").after(), 1e-9);
    assertTrue(route.notes().contains("taken out: a"), route.notes()::toString);
    assertTrue(route.notes().get(0).endsWith("new"), route.notes()::toString);
  }

  @Test
  void whereEverythingGoesNobodyIsServed() {
    twoAlike();
    Report.RouteReport route =
        report(new Alternative(NOW, false, Scope.NOTHING, Map.of("a", option(1, 1))));
    assertEquals(1, route.exact().unserved());
  }

  @Test
  void anotherPriceIsPaidForTheSameTokens() {
    twoAlike();
    Map<String, Alternative.Option> options = Map.of("a", option(10, 40), "b", option(10, 40));
    Objective deaf = new Objective("deaf to prices", 0, 0.0008, 0.00005, 0.0016);
    Report.RouteReport route = report(new Alternative(deaf, false, Scope.ANY, options));
    double tokens = (IN * 10 + OUT * 40) / 1e6;
    assertEquals(tokens, route.weighted().dollarsPerCall().after(), 1e-12);
    assertTrue(
        route.exact().dollarsPerCall().after() > 3 * route.exact().dollarsPerCall().before());
  }

  @Test
  void aSampledCallStandsForAllOfItsKind() {
    twoAlike();
    WhatIf whatIf = new WhatIf(Map.of(DeploymentBuilder.MODEL, Alternative.of(route(NOW), NOW)));
    for (int i = 0; i < 100; i++) {
      call(route(NOW));
      decision.summary().rate = i % 2 == 0 ? 0.1 : 1;
      whatIf.add(decision);
    }
    assertEquals(550, whatIf.report("", List.of()).calls(), 1e-9);
  }

  @Test
  void aReportIsWrittenInThreeForms() {
    twoAlike();
    WhatIf whatIf =
        new WhatIf(
            Map.of(
                DeploymentBuilder.MODEL,
                Alternative.of(route(NOW), new Objective("<b>", 2, 0, 0, 0.1))));
    for (int i = 0; i < 200; i++) {
      call(route(NOW));
      whatIf.add(decision);
    }
    Report report = whatIf.report("A & B", List.of("a \"note\"\n"));
    String text = ReportText.of(report);
    assertTrue(text.contains("exact re-score"), text);
    assertTrue(text.contains("propensity-weighted"), text);
    assertTrue(text.contains("simulation"), text);
    String page = ReportPage.of(report);
    assertTrue(page.contains("<svg") && page.contains("A &amp; B"), page);
    assertFalse(page.contains("<script") || page.contains("<b>("), page);
    assertFalse(page.contains("NaN"), page);
    for (String said : List.of("<b>200</b> decisions", "<h3>Exact re-score</h3>", "<td>errors")) {
      assertTrue(page.contains(said), page);
    }
    String p99 = Numbers.seconds(report.routes().get(0).exact().firstContentP99().before());
    assertTrue(text.contains(Numbers.format("    %-32s %10s", "first token, p99", p99)), text);
    assertTrue(page.contains("<tr><td>first token, p99<td>" + p99), page);
    String json = ReportJson.of(report);
    assertTrue(json.contains("\"a \\\"note\\\"\\u000a\""), json);
    assertEquals(
        json.chars().filter(c -> c == '{').count(), json.chars().filter(c -> c == '}').count());
  }

  private static final double PAID_A = (1000 * 1 + 100 * 4) / 1e6;
  private static final double PAID_B = (1000 * 1.2 + 100 * 4.4) / 1e6;
  private static final double FAILS_A = 0.05;
  private static final double FAILS_B = 0.15;
  private static final long IN = 1000;
  private static final long OUT = 100;

  private void twoAlike() {
    deployments.add(DeploymentBuilder.named("a", ticker).price(1, 4).expect(0.5, 100).at(0));
    deployments.add(DeploymentBuilder.named("b", ticker).price(1.2, 4.4).expect(0.3, 120).at(1));
  }

  private static Alternative.Option option(double input, double output) {
    return new Alternative.Option(
        new Deployment.Place("openai-us", "us-1", "us"),
        Deployment.Tier.ON_DEMAND,
        0,
        Prices.ofDollarsPerMillion(input, null, null, output),
        -1);
  }

  private Report.RouteReport report(Alternative alternative) {
    WhatIf whatIf = new WhatIf(Map.of(DeploymentBuilder.MODEL, alternative));
    for (int i = 0; i < CALLS; i++) {
      call(route(NOW));
      whatIf.add(decision);
    }
    return whatIf.report("", List.of()).routes().get(0);
  }

  private static Report.Share share(Report.RouteReport route, String name) {
    return route.exact().shares().stream()
        .filter(one -> one.deployment().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** One call, and what comes of it at the deployment that was chosen. */
  private void call(Route route) {
    plan(route, CallClass.INTERACTIVE);
    CallSummary summary = decision.summary();
    String chosen = decision.deployment(summary.chosen);
    AttemptRow row = decision.openAttempt();
    row.deployment(chosen);
    row.usage(Usage.reported(IN, 0, 0, OUT, 0));
    boolean isA = chosen.equals("a");
    row.picodollars = Math.round((isA ? PAID_A : PAID_B) * 1e12);
    summary.firstContentNanos = Math.round((isA ? 0.5 : 0.3) * random.nextDouble() * 2 * NANOS);
    boolean fails = random.nextDouble() < (isA ? FAILS_A : FAILS_B);
    summary.outcome =
        fails
            ? new Outcome.Failed(Failure.ofProvider(FailureKind.STALL, Failure.Retry.NEVER, ""))
            : Outcome.COMPLETED;
  }

  private void plan(Route route, CallClass callClass) {
    decision.clear();
    Question question = question(route, callClass);
    decision.summary().route = route.name();
    decision.summary().facts(question.facts());
    router.release(router.plan(question, decision));
  }

  private Question question(Route route, CallClass callClass) {
    CallFacts facts =
        new CallFacts(
            Operation.CHAT,
            DeploymentBuilder.MODEL,
            true,
            false,
            4000,
            4000,
            0,
            -1,
            1,
            Capability.CHAT.bit());
    return new Question(
        facts, "openai", new Terms(Scope.ANY, callClass), route, ticker.nanoTime(), 600);
  }

  private Route route(Objective objective) {
    return new Route(
        DeploymentBuilder.MODEL,
        deployments,
        Scope.ANY,
        objective,
        Deadlines.DEFAULT,
        new Route.Rules(strict, true, false),
        new OutputLengths(ticker));
  }

  private Objective weights() {
    return new Objective(
        "any",
        random.nextDouble() * 2,
        random.nextDouble() / 1000,
        random.nextDouble() / 10_000,
        0.0001 + random.nextDouble() / 100);
  }

  private Deployment any(int i) {
    DeploymentBuilder one =
        DeploymentBuilder.named("d" + i, ticker)
            .priority(random.nextInt(3))
            .expect(0.1 + random.nextInt(10) / 10.0, 20 + random.nextInt(200));
    if (random.nextInt(8) == 0) {
      one.capabilities(0);
    }
    if (random.nextInt(8) == 0) {
      one.unpriced();
    } else {
      one.price(random.nextInt(5), random.nextInt(20));
    }
    if (random.nextInt(5) == 0) {
      one.tier(Deployment.Tier.PROVISIONED);
    }
    return one.at(i);
  }
}
