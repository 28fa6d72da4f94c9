package dev.isthmus.load.twin;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.generator.Outcome;
import dev.isthmus.load.simulation.run.Diary.AttemptNote;
import dev.isthmus.load.simulation.run.Diary.CallNote;
import dev.isthmus.load.simulation.scenario.Incident;
import dev.isthmus.load.simulation.scenario.Scenario;
import dev.isthmus.load.simulation.workload.Request;
import dev.isthmus.load.simulation.workload.Workload;
import dev.isthmus.server.journal.DecisionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One scenario over real sockets: what callers saw is the generator's, what was tried and paid is
 * from the decisions that the gateway wrote down. Threads: one.
 */
final class SocketRun {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;
  private static final int CONNECTIONS = 4096;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Scenario scenario;
  private final Traffic traffic;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final Story story = new Story();

  /**
   * What it came to.
   *
   * @param idleSeconds from when the gateway had its configuration to the run's beginning
   * @param lag how late the generator itself was, in microseconds
   */
  record Seen(Story story, double idleSeconds, Histogram lag) {}

  /** Something to be done at a moment of the run. */
  private record Step(double second, Troubles troubles, boolean begins) {}

  private SocketRun(Scenario scenario, Traffic traffic) {
    this.scenario = scenario;
    this.traffic = traffic;
    for (int i = 0; i < scenario.fleet().size(); i++) {
      numbers.put(Blueprint.name(scenario.fleet().get(i)), i);
    }
  }

  /** Runs {@code scenario} with {@code traffic}; {@code seed} is of the clouds. */
  static Seen of(Scenario scenario, Traffic traffic, long seed)
      throws IOException, InterruptedException {
    return new SocketRun(scenario, traffic).run(seed);
  }

  private Seen run(long seed) throws IOException, InterruptedException {
    LoadResult result;
    Path decisions;
    long startMillis;
    double idleSeconds;
    try (TwinStand stand = TwinStand.open(scenario, seed)) {
      decisions = stand.decisions();
      List<Step> steps = steps(stand);
      LoadPlan plan =
          stand
              .plan(Workload.MODEL, 1, Duration.ofSeconds((long) Math.ceil(scenario.span().end())))
              .bounds(new LoadPlan.Bounds(CONNECTIONS, PATIENCE, traffic.requests().size()));
      LoadRun load = LoadRun.start(plan, traffic.sheet());
      idleSeconds = (load.startNanos() - stand.readyNanos()) / NANOS;
      startMillis =
          System.currentTimeMillis()
              - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - load.startNanos());
      for (Step step : steps) {
        until(load.startNanos() + (long) (step.second() * NANOS));
        if (step.begins()) {
          step.troubles().begin();
        } else {
          step.troubles().end();
        }
      }
      result = load.await();
      result.calls().forEach(call -> note(call, load.startNanos()));
    }
    read(decisions, startMillis);
    return new Seen(story, idleSeconds, result.latencies().lag());
  }

  private List<Step> steps(TwinStand stand) {
    List<Step> steps = new ArrayList<>();
    for (Incident incident : scenario.incidents()) {
      Troubles troubles = new Troubles(stand, incident);
      steps.add(new Step(incident.from(), troubles, true));
      steps.add(new Step(incident.to(), troubles, false));
    }
    steps.sort(Comparator.comparingDouble(Step::second));
    return steps;
  }

  private static void until(long nanos) throws InterruptedException {
    var unused =
        new CountDownLatch(1).await(Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private void note(CallRecord call, long startNanos) {
    Request request = traffic.requests().get((int) call.number() - 1);
    var marks = call.marks();
    boolean answered = marks.firstContentNanos() != 0;
    boolean whole = call.outcome() == Outcome.OK;
    story.ended(
        new CallNote(
            (marks.scheduledNanos() - startNanos) / NANOS,
            answered ? numbers.getOrDefault(call.deployment(), -1) : -1,
            answered ? (marks.firstContentNanos() - marks.scheduledNanos()) / NANOS : Double.NaN,
            whole,
            whole ? request.prompt() + request.output() : 0));
  }

  private void read(Path decisions, long startMillis) throws IOException {
    DecisionReader reader = new DecisionReader();
    for (Path file : DecisionReader.files(decisions)) {
      reader.read(file, decision -> note(decision, startMillis));
      Files.delete(file);
    }
    Files.delete(decisions);
  }

  private void note(Decision decision, long startMillis) {
    if (!decision.summary().route.equals(Workload.MODEL)) {
      return;
    }
    double called = (decision.summary().atMillis - startMillis) / MILLIS;
    for (int i = 0; i < decision.attemptCount(); i++) {
      AttemptRow row = decision.attempt(i);
      @Nullable FailureKind failure = row.failure == null ? null : row.failure.kind();
      story.ended(
          new AttemptNote(
              called + Math.max(0, row.startNanos) / NANOS,
              numbers.getOrDefault(row.deployment(), -1),
              failure,
              Math.max(0, row.picodollars)));
    }
  }
}
