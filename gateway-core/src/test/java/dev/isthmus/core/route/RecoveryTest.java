package dev.isthmus.core.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.account.Prices;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.provider.Site;
import dev.isthmus.core.provider.openai.OpenAiProvider;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.resilience.ParentBreaker;
import dev.isthmus.core.resilience.SlowStart;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.DeploymentSignals;
import dev.isthmus.core.signal.OutputLengths;
import dev.isthmus.core.signal.SignalPriors;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecoveryTest {
  private static final String MODEL = "gpt";
  private static final double SLOW = 3;
  private static final double FAST = 0.3;

  private final FakeTicker ticker = new FakeTicker();
  private final Router router = new Router(new Random(1));
  private final Decision decision = new Decision();
  private final Deployment healthy = deployment("healthy", MODEL, FAST);

  @Test
  void aDeploymentThatPriceKeepsAwayIsProbedWhenItsBreakerMayClose() {
    Deployment back = deployment("back", MODEL, SLOW);
    assertEquals("healthy", first(true, healthy, back));
    trip(back);
    assertEquals("healthy", first(true, healthy, back));
    assertFalse(decision.summary().probe);

    ticker.advanceSeconds(16);
    for (int probe = 0; probe < 3; probe++) {
      assertEquals("back", first(true, healthy, back));
      assertTrue(decision.summary().probe);
      assertTrue(back.live().breaker().tryAcquire(ticker.nanoTime()) != Breaker.REFUSED);
    }
    assertEquals("healthy", first(true, healthy, back), "all permits are out");
  }

  @Test
  void itsSlowStartIsServedBeforePriceToo() {
    Deployment back = deployment("back", MODEL, SLOW);
    back.live().slowStart().restart();
    assertEquals("back", first(true, healthy, back));
    for (int success = 0; success < 6; success++) {
      back.live().slowStart().succeeded();
    }
    assertEquals("healthy", first(true, healthy, back));
  }

  @Test
  void aCallThatCannotBeSentAgainIsNoProbe() {
    Deployment back = deployment("back", MODEL, SLOW);
    trip(back);
    ticker.advanceSeconds(16);
    assertEquals("healthy", first(false, healthy, back));
  }

  @Test
  void aSubstituteIsNotProbed() {
    Deployment other = deployment("other", "another-model", SLOW);
    trip(other);
    ticker.advanceSeconds(16);
    assertEquals("healthy", first(true, healthy, other));
  }

  @Test
  void withoutAHealthyDeploymentThereIsNoProbeButAPrice() {
    Deployment slow = deployment("slow", MODEL, SLOW);
    Deployment fast = deployment("fast", MODEL, FAST);
    trip(slow);
    trip(fast);
    ticker.advanceSeconds(16);
    assertEquals("fast", first(true, slow, fast));
    assertFalse(decision.summary().probe);
  }

  private String first(boolean retryUnanswered, Deployment... candidates) {
    Route route =
        new Route(
            MODEL,
            List.of(candidates),
            Scope.ANY,
            new Objective("interactive", 1, 0.0008, 0.00005, 0.0016),
            Deadlines.DEFAULT,
            new Route.Rules(false, retryUnanswered, false),
            new OutputLengths(ticker));
    CallFacts facts =
        new CallFacts(
            Operation.CHAT, MODEL, true, false, 400, 400, 0, 200, 1, Capability.CHAT.bit());
    decision.clear();
    Question question =
        new Question(
            facts,
            "openai",
            new Terms(Scope.ANY, CallClass.INTERACTIVE),
            route,
            ticker.nanoTime(),
            600);
    return router.plan(question, decision).deployment(0).name();
  }

  private void trip(Deployment deployment) {
    Breaker breaker = deployment.live().breaker();
    for (int i = 0; i < 8; i++) {
      breaker.fail(breaker.tryAcquire(ticker.nanoTime()), ticker.nanoTime());
    }
  }

  private Deployment deployment(String name, String model, double firstContentSeconds) {
    DeploymentSignals signals =
        new DeploymentSignals(SignalPriors.of(firstContentSeconds, 100), ticker);
    Breaker breaker =
        new Breaker(name, signals::baseFirstContentSeconds, 1, ticker.nanoTime(), change -> {});
    Live live =
        new Live(
            signals,
            new Capacity(CapacityConfig.UNLIMITED, ticker, new Random(1)),
            breaker,
            new ParentBreaker(List.of(breaker)),
            new SlowStart());
    Site site =
        new Site(
            name,
            URI.create("https://" + name + ".example"),
            null,
            Map.of(),
            Site.Credential.ofKey(() -> "secret"),
            false,
            true,
            InstantSource.fixed(Instant.EPOCH));
    return new Deployment(
        new DeploymentId(name, 0),
        model,
        new Deployment.Place(name, null, null),
        new Deployment.Traits(
            Capability.bits(EnumSet.allOf(Capability.class)),
            -1,
            -1,
            Deployment.Tier.ON_DEMAND,
            false,
            true),
        0,
        Prices.ofDollarsPerMillion(1, null, null, 4),
        new OpenAiProvider().at(site),
        live);
  }
}
