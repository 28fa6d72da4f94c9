package dev.isthmus.core.hotpath;

import dev.isthmus.core.call.AffinityKey;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.observe.DecisionRing;
import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.resilience.ParentBreaker;
import dev.isthmus.core.resilience.SlowStart;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.DeploymentBuilder;
import dev.isthmus.core.route.Objective;
import dev.isthmus.core.route.Plan;
import dev.isthmus.core.route.Question;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.Router;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.CapacityConfig;
import dev.isthmus.core.signal.CapacityFeed;
import dev.isthmus.core.signal.DeploymentSignals;
import dev.isthmus.core.signal.EngineLimits;
import dev.isthmus.core.signal.EngineReport;
import dev.isthmus.core.signal.Flight;
import dev.isthmus.core.signal.Metering;
import dev.isthmus.core.signal.OutputLengths;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What is known of a deployment, learned from each attempt and asked for each call. */
final class DeploymentCases {
  private static final CapacityConfig CAPACITY =
      new CapacityConfig(1L << 35, 90_000_000, 2000, Metering.PER_MINUTE, 1);

  private DeploymentCases() {}

  static List<HotPathCase> all() {
    Set<String> routing =
        Set.of(
            "Router",
            "Scoring",
            "Eligibility",
            "Plan",
            "Predictor",
            "Objective",
            "Affinity",
            "Exploration",
            "Recovery",
            "Deployment",
            "Scope",
            "Activity",
            "Beliefs",
            "Decision");
    return List.of(
        new HotPathCase("route-among-10", 0, routing, () -> route(10)),
        new HotPathCase("route-among-50", 0, routing, () -> route(50)),
        new HotPathCase(
            "decision-kept",
            0,
            Set.of("DecisionRing", "KeptFacts", "KeptUsage", "KeptText"),
            DeploymentCases::kept),
        new HotPathCase(
            "flight",
            72,
            Set.of(
                "Flight",
                "DeploymentSignals",
                "Capacity",
                "Quota",
                "Meter",
                "StatedLimit",
                "LearnedCap",
                "Dimension",
                "Reservations",
                "WaitingAttempts",
                "FirstContent",
                "Habit",
                "HalfLife",
                "PackedEwma",
                "DecodeSpeed",
                "DecayedCount",
                "AttemptCounts",
                "Cooldown"),
            DeploymentCases::flight),
        new HotPathCase("engine-load", 0, Set.of("EngineLoad"), DeploymentCases::engine),
        new HotPathCase("output-lengths", 0, Set.of("OutputLengths"), DeploymentCases::lengths),
        new HotPathCase(
            "breaker",
            64,
            Set.of("Breaker", "ParentBreaker", "SlowStart"),
            DeploymentCases::breaker));
  }

  private static LongSupplier route(int candidates) {
    FakeTicker ticker = new FakeTicker();
    List<Deployment> deployments = new ArrayList<>();
    for (int i = 0; i < candidates; i++) {
      deployments.add(
          DeploymentBuilder.named("d" + i, ticker)
              .place("p" + i % 5, "region-" + i % 5, "us")
              .capacity(CAPACITY)
              .at(i));
    }
    Route route =
        new Route(
            DeploymentBuilder.MODEL,
            deployments,
            Scope.ANY,
            new Objective("interactive", 1, 0.0008, 0.00005, 0.0016),
            Deadlines.DEFAULT,
            new Route.Rules(false, true, false),
            new OutputLengths(ticker));
    Question question =
        new Question(
            CallCases.FACTS,
            "openai",
            new Terms(Scope.ANY, CallClass.INTERACTIVE),
            route,
            ticker.nanoTime(),
            600,
            null,
            AffinityKey.ofSession("session", "caller"));
    Router router = new Router(new SplittableRandom(1));
    Decision decision = new Decision();
    return () -> {
      decision.clear();
      Plan plan = router.plan(question, decision);
      int first = plan.candidate(0);
      router.release(plan);
      return first;
    };
  }

  /** A call's decision goes where the last ones are kept. */
  private static LongSupplier kept() {
    DecisionRing ring = new DecisionRing(4, 0, 0);
    Usage usage = Usage.reported(2000, 0, 0, 100, 0);
    return () -> {
      Decision decision = ring.take();
      for (int i = 0; i < 10; i++) {
        decision.addCandidate("d");
      }
      decision.summary().requestId("req_0123456789abcdef01234567");
      decision.summary().facts(CallCases.FACTS);
      decision.openAttempt().usage(usage);
      long id = decision.summary().id;
      ring.publish(decision);
      return id;
    };
  }

  /** One attempt that streams its answer and says what is left of its limits. */
  private static LongSupplier flight() {
    FakeTicker ticker = new FakeTicker();
    Deployment deployment = DeploymentBuilder.named("d", ticker).capacity(CAPACITY).at(0);
    DeploymentSignals signals = deployment.live().signals();
    Capacity capacity = deployment.live().capacity();
    LimitReport report =
        new LimitReport(1L << 34, 1L << 35, 60_000, 80_000_000, 90_000_000, 60_000, -1, -1);
    Usage usage = Usage.reported(2000, 0, 0, 100, 0);
    return () -> {
      Flight flight = new Flight(signals, capacity);
      if (flight.tryDepart(2000, 2256, 256, true, ticker.advanceMillis(50)) != null) {
        throw new AssertionError("there is room");
      }
      flight.limits(report, ticker.advanceMillis(200));
      flight.firstContent(ticker.advanceMillis(1));
      flight.ended(usage, ticker.advanceMillis(900));
      double expected = signals.firstContentSeconds(ticker.nanoTime(), 2000);
      return (long) (expected * 1e9) + (long) capacity.headroom(100, ticker.nanoTime());
    };
  }

  private static LongSupplier engine() {
    FakeTicker ticker = new FakeTicker();
    Deployment deployment = DeploymentBuilder.named("d", ticker).at(0);
    Capacity capacity = deployment.live().capacity();
    new CapacityFeed(index -> capacity, ticker)
        .engine(
            deployment.id(),
            new EngineReport(3, 8, 0.4),
            new EngineLimits(5, 0.8, TimeUnit.MINUTES.toNanos(1)));
    long now = ticker.nanoTime();
    return () -> (long) (100 * capacity.saturation(now)) + (long) capacity.callsAhead(now);
  }

  private static LongSupplier lengths() {
    OutputLengths lengths = new OutputLengths(new FakeTicker());
    long[] tokens = {1};
    return () -> {
      tokens[0] = (tokens[0] * 31 + 7) & 4095;
      lengths.add(tokens[0]);
      return lengths.p90(4096) + (long) lengths.mean(4096);
    };
  }

  private static LongSupplier breaker() {
    FakeTicker ticker = new FakeTicker();
    Breaker breaker = new Breaker("d", () -> 0.3, 1, ticker.nanoTime(), change -> {});
    ParentBreaker parent = new ParentBreaker(List.of(breaker));
    SlowStart slowStart = new SlowStart();
    return () -> {
      long now = ticker.advanceMillis(20);
      if (!parent.peek(now) || !breaker.peek(now) || !slowStart.admits(0)) {
        throw new AssertionError("all is well");
      }
      long permit = breaker.tryAcquire(now);
      breaker.succeed(permit, 0.3, now);
      slowStart.succeeded();
      return permit;
    };
  }
}
