package dev.isthmus.load.jmh;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Operation;
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
import dev.isthmus.core.signal.Flight;
import dev.isthmus.core.signal.OutputLengths;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One routing decision among candidates that are all well, near-ties among them. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 4, time = 1)
public class RouterBenchmark {
  private static final Usage USAGE = Usage.reported(225, 0, 0, 250, 0);

  @Param({"10", "50"})
  private int candidates;

  private final Router router = new Router(new SplittableRandom(1));
  private final Decision decision = new Decision();
  private Route route;
  private CallFacts facts;
  private Terms terms;
  private int next;

  @Setup
  public void prepare() {
    List<Deployment> deployments = new ArrayList<>();
    for (int i = 0; i < candidates; i++) {
      deployments.add(
          DeploymentBuilder.named("d" + i, System::nanoTime)
              .place("p" + i % 5, "region-" + i % 5, "us")
              .at(i));
    }
    route =
        new Route(
            DeploymentBuilder.MODEL,
            deployments,
            Scope.ANY,
            new Objective("interactive", 1, 0.0008, 0.00005, 0.0016),
            Deadlines.DEFAULT,
            new Route.Rules(false, true, false),
            new OutputLengths(System::nanoTime));
    facts =
        new CallFacts(
            Operation.CHAT,
            DeploymentBuilder.MODEL,
            false,
            false,
            1024,
            900,
            0,
            256,
            1,
            Capability.CHAT.bit());
    terms = new Terms(Scope.ANY, CallClass.INTERACTIVE);
  }

  @Benchmark
  public int plan() {
    decision.clear();
    Plan plan =
        router.plan(new Question(facts, "openai", terms, route, System.nanoTime(), 600), decision);
    int first = plan.candidate(0);
    router.release(plan);
    return first;
  }

  /** The same while calls go by: one of the candidates was asked and has answered since the last. */
  @Benchmark
  public int planAfterACall() {
    fly();
    return plan();
  }

  /** What of that is the call's own: its attempt reserves, departs, answers and ends. */
  @Benchmark
  public void fly() {
    Deployment asked = route.candidates().get(next);
    next = (next + 1) % candidates;
    Flight flight = new Flight(asked.live().signals(), asked.live().capacity());
    long now = System.nanoTime();
    flight.departAnyway(225, 481, 250, true, now - 2_800_000_000L);
    flight.firstContent(now - 2_500_000_000L);
    flight.ended(USAGE, now);
  }
}
