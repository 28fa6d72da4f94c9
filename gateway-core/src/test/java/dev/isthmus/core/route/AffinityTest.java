package dev.isthmus.core.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.bytes.AllocationMeter;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Decision.Term;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.CapacityFeed;
import dev.isthmus.core.signal.Flight;
import dev.isthmus.core.signal.Metering;
import dev.isthmus.core.signal.OutputLengths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Calls that have something in common, and where they are at home. Prompts have 8000 tokens. */
final class AffinityTest {
  private static final int KEYS = 5000;
  private static final long PROMPT = 8000;

  private final FakeTicker ticker = new FakeTicker();
  private final List<Deployment> deployments = new ArrayList<>();
  private final Decision decision = new Decision();
  private final Router router = new Router(new Random(1));
  private Objective objective = RouterTest.INTERACTIVE;
  private long promptBytes = 4 * PROMPT;

  private DeploymentBuilder named(String name) {
    return DeploymentBuilder.named(name, ticker).prices(caching(1, 0.1));
  }

  private static Prices caching(double input, double cached) {
    return Prices.ofDollarsPerMillion(input, cached, null, 4);
  }

  private void add(DeploymentBuilder builder) {
    deployments.add(builder.at(deployments.size()));
  }

  private void addAll(String... names) {
    for (String name : names) {
      add(named(name));
    }
  }

  private Question question(long key) {
    CallFacts facts =
        new CallFacts(
            Operation.CHAT,
            "gpt",
            true,
            false,
            promptBytes,
            promptBytes,
            0,
            200,
            1,
            Capability.CHAT.bit());
    Route route =
        new Route(
            DeploymentBuilder.MODEL,
            deployments,
            Scope.ANY,
            objective,
            Deadlines.DEFAULT,
            new Route.Rules(false, true, false),
            new OutputLengths(ticker));
    Terms terms = new Terms(Scope.ANY, CallClass.INTERACTIVE);
    return new Question(facts, "openai", terms, route, ticker.nanoTime(), 3600, null, key);
  }

  private Plan plan(long key) {
    decision.clear();
    return router.plan(question(key), decision);
  }

  /** The name of the key's home, or nothing. */
  private String home(long key) {
    router.release(plan(key));
    int home = decision.summary().home;
    return home < 0 ? "" : decision.deployment(home);
  }

  private Map<Long, String> homes() {
    Map<Long, String> homes = new HashMap<>();
    Random random = new Random(11);
    for (int i = 0; i < KEYS; i++) {
      long key = random.nextLong();
      homes.put(key, home(key));
    }
    return homes;
  }

  private Flight depart(Deployment deployment, long tokens, boolean atHome) {
    Flight flight = new Flight(deployment.live().signals(), deployment.live().capacity());
    if (atHome) {
      flight.atHome();
    }
    flight.departAnyway(tokens, tokens, 0, true, ticker.nanoTime());
    return flight;
  }

  /** Calls that were at home there, or not, found so many tokens of their prompts cached. */
  private void served(Deployment deployment, boolean atHome, long cached, int calls) {
    for (int i = 0; i < calls; i++) {
      ticker.advanceSeconds(10);
      Usage usage = Usage.reported(PROMPT, cached, 0, 100, 0);
      Flight flight = depart(deployment, PROMPT, atHome);
      flight.ended(usage, ticker.nanoTime());
    }
  }

  @Test
  void aCallGoesHomeAmongEquals() {
    addAll("a", "b", "c");
    for (long key = 1; key < 200; key++) {
      String home = home(key);
      Plan plan = plan(key);
      assertEquals(home, plan.deployment(0).name());
      assertTrue(plan.isHome(0) && !plan.isHome(1));
      assertEquals(1, decision.term(plan.candidate(0), Term.PROPENSITY));
    }
  }

  @Test
  void homesAreSpreadEvenly() {
    addAll("a", "b", "c", "d");
    Map<String, Integer> share = new HashMap<>();
    homes().values().forEach(home -> share.merge(home, 1, Integer::sum));
    share.values().forEach(keys -> assertEquals(KEYS / 4, keys, KEYS / 40.0));
  }

  @Test
  void oneThatGoesTakesOnlyItsOwnKeysAndOneThatComesTakesOnlyItsPart() {
    addAll("a", "b", "c", "d");
    Map<Long, String> before = homes();
    Deployment gone = deployments.remove(1);
    Map<Long, String> without = homes();
    deployments.add(2, gone);
    add(named("e"));
    Map<Long, String> with = homes();
    int toNew = 0;
    for (Map.Entry<Long, String> each : before.entrySet()) {
      String was = each.getValue();
      if (!was.equals("b")) {
        assertEquals(was, without.get(each.getKey()));
      }
      String is = with.get(each.getKey());
      assertTrue(was.equals(is) || "e".equals(is), was + " became " + is);
      toNew += "e".equals(is) ? 1 : 0;
    }
    assertEquals(KEYS / 5, toNew, KEYS / 40.0);
  }

  @Test
  void whoIsFullForAWhileLosesItsKeysForAWhile() {
    addAll("a", "b", "c");
    long key = 1;
    String home = home(key);
    Deployment full =
        deployments.stream().filter(d -> d.name().equals(home)).findFirst().orElseThrow();
    new CapacityFeed(index -> full.live().capacity(), ticker).cooldownHint(full.id(), 5_000);
    assertFalse(home(key).equals(home) || home(key).isEmpty());
    ticker.advanceSeconds(6);
    assertEquals(home, home(key));
  }

  @Test
  void whatIsSavedIsMoneyAndTimeAndStandsInTheDecision() {
    add(named("a"));
    router.release(plan(1));
    // 30 % of 8000 tokens, at 0.9 dollars per million and 20,000 tokens a second.
    assertEquals(0.3 * PROMPT * 0.9e-6, decision.term(0, Term.SAVED_DOLLARS), 1e-9);
    assertEquals(0.3 * PROMPT / 20_000, decision.term(0, Term.SAVED_SECONDS), 1e-6);
    double saving = 0.00216 + 0.12 * (0.0008 + 0.00005);
    assertEquals(saving, decision.term(0, Term.SAVING_TERM_DOLLARS), 1e-6);
    double at = decision.term(0, Term.SCORE_DOLLARS);
    router.release(plan(0));
    assertEquals(saving, decision.term(0, Term.SCORE_DOLLARS) - at, 1e-6);
    assertEquals(0, decision.term(0, Term.SAVING_TERM_DOLLARS));
  }

  @Test
  void aHomeThatCostsMoreThanItSavesIsNotGoneTo() {
    addAll("a", "b");
    long key = 1;
    while (!home(key).equals("a")) {
      key++;
    }
    deployments.set(0, named("a").expect(30, 100).at(0));
    Plan plan = plan(key);
    assertEquals(0, decision.summary().home);
    assertEquals("b", plan.deployment(0).name());
  }

  @Test
  void theRealRatioIsLearnedFromCallsAtHomeAloneAndComparedWithTheOthers() {
    add(named("a"));
    served(deployments.get(0), true, PROMPT * 9 / 10, 50);
    router.release(plan(1));
    double well = decision.term(0, Term.SAVED_DOLLARS);
    assertEquals(0.9 * PROMPT * 0.9e-6, well, 5e-4);
    served(deployments.get(0), false, PROMPT * 9 / 10, 200);
    assertEquals("", home(1), "others find as much");
  }

  @Test
  void aCacheThatHoldsNothingGivesNoHomeUntilItIsBelievedInAgain() {
    addAll("a", "b");
    served(deployments.get(0), true, 0, 80);
    for (long key = 1; key < 100; key++) {
      assertEquals("b", home(key));
    }
    ticker.advanceSeconds(60);
    Map<String, Integer> share = new HashMap<>();
    homes().values().forEach(home -> share.merge(home, 1, Integer::sum));
    assertEquals(2, share.size());
  }

  @Test
  void whoseListKnowsNoCheaperTokensAndWasNeverSeenToCacheIsNobodysHome() {
    add(named("plain").price(1, 4));
    add(named("free").prices(Prices.FREE));
    add(named("unpriced").unpriced());
    assertEquals("", home(1));
    // It says in its usage that it does: then the time counts.
    served(deployments.get(1), false, 1, 1);
    assertEquals("free", home(1));
    assertEquals(0, decision.term(1, Term.SAVED_DOLLARS));
    assertTrue(decision.term(1, Term.SAVED_SECONDS) > 0.1);
  }

  @Test
  void shortPromptsAndCallsWithNothingInCommonHaveNoHome() {
    addAll("a", "b");
    assertEquals("", home(0));
    promptBytes = 4 * 1000;
    assertEquals("", home(1));
  }

  @Test
  void whoHasMoreThanItsPartInFlightIsNotAHome() {
    addAll("a", "b", "c");
    long key = 1;
    while (!home(key).equals("a")) {
      key++;
    }
    Flight few = depart(deployments.get(0), 3 * PROMPT, true);
    assertEquals("a", home(key), "few calls are nobody's burden");
    Flight many = depart(deployments.get(0), 17 * PROMPT, true);
    String second = home(key);
    assertFalse(second.equals("a") || second.isEmpty(), second);
    for (Deployment other : deployments.subList(1, 3)) {
      depart(other, 20 * PROMPT, false);
    }
    assertEquals("a", home(key), "all have as much");
    few.abandoned(Usage.NONE, ticker.nanoTime());
    many.abandoned(Usage.NONE, ticker.nanoTime());
    assertEquals(0, deployments.get(0).live().signals().inFlightTokens());
  }

  @Test
  void partsAreMeasuredByLimitsWhereAllHaveThem() {
    add(named("big").capacity(limit(9_000_000)));
    add(named("small").capacity(limit(1_000_000)));
    depart(deployments.get(0), 90 * PROMPT, true);
    depart(deployments.get(1), 10 * PROMPT, true);
    Map<String, Integer> share = new HashMap<>();
    homes().values().forEach(home -> share.merge(home, 1, Integer::sum));
    assertEquals(2, share.size());
    depart(deployments.get(1), 5 * PROMPT, true);
    homes().values().forEach(home -> assertEquals("big", home));
  }

  private static CapacityConfig limit(long tokens) {
    return new CapacityConfig(tokens, -1, -1, Metering.PER_MINUTE, 1);
  }

  @Test
  void oneKeyOfAllCallsLoadsNobodyWithMoreThanItsPart() {
    addAll("a", "b", "c", "d", "e");
    Random random = new Random(5);
    List<Flight> flights = new ArrayList<>();
    long most = 0;
    for (int i = 0; i < 4000; i++) {
      Plan plan = plan(42);
      Deployment chosen = plan.deployment(0);
      Flight flight = depart(chosen, PROMPT, plan.isHome(0));
      flight.firstContent(ticker.nanoTime());
      flights.add(flight);
      router.release(plan);
      if (flights.size() > 200) {
        Flight over = flights.remove(random.nextInt(flights.size()));
        over.ended(Usage.reported(PROMPT, PROMPT / 2, 0, 1, 0), ticker.nanoTime());
      }
      ticker.advanceMillis(50);
      if (i > 400) {
        most = Math.max(most, chosen.live().signals().inFlightTokens());
      }
    }
    double mean = 200.0 / 5 * PROMPT;
    assertTrue(most <= 1.25 * mean + 2 * PROMPT, most / mean + " times the mean");
    assertTrue(most >= 1.2 * mean, "the home has all that it may have: " + most / mean);
  }

  @Test
  void scoresAreFiniteNeverNegativeAndRiseWithEveryPrice() {
    Random random = new Random(9);
    for (int run = 0; run < 2000; run++) {
      deployments.clear();
      objective = new Objective("any", random.nextDouble(), random.nextDouble() * 1e-3, 1e-5, 1e-3);
      int input = random.nextInt(1000);
      int cached = random.nextInt(input + 1);
      int dearer = random.nextInt(100);
      add(named("a").prices(cents(input, cached)));
      served(deployments.get(0), true, random.nextInt((int) PROMPT + 1), 1);
      served(deployments.get(0), false, random.nextInt((int) PROMPT + 1), 1);
      double before = score(run + 1);
      assertTrue(before >= 0 && before < Double.POSITIVE_INFINITY, "score " + before);
      Deployment same = deployments.get(0);
      for (Prices more :
          List.of(cents(input + dearer, cached), cents(input, Math.min(input, cached + dearer)))) {
        deployments.set(0, with(same, more));
        assertTrue(score(run + 1) >= before - 1e-12, "price up, score down");
      }
    }
  }

  private static Prices cents(int input, int cached) {
    return caching(input / 100.0, cached / 100.0);
  }

  private double score(long key) {
    router.release(plan(key));
    return decision.term(0, Term.SCORE_DOLLARS);
  }

  private static Deployment with(Deployment deployment, Prices prices) {
    return new Deployment(
        deployment.id(),
        deployment.model(),
        deployment.place(),
        deployment.traits(),
        deployment.priority(),
        prices,
        deployment.provider(),
        deployment.live());
  }

  @Test
  void findingAHomeAllocatesNothing() {
    for (int i = 0; i < 50; i++) {
      add(named("d" + i));
    }
    Question question = question(77);
    Runnable plans =
        () -> {
          for (int i = 0; i < 1000; i++) {
            decision.clear();
            router.release(router.plan(question, decision));
          }
        };
    assertEquals(0, AllocationMeter.bytes(plans));
    assertTrue(decision.summary().home >= 0);
  }
}
