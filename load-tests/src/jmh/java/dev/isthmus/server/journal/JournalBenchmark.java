package dev.isthmus.server.journal;

import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.Capability;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.route.Deadlines;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.DeploymentBuilder;
import dev.isthmus.core.route.Objective;
import dev.isthmus.core.route.Question;
import dev.isthmus.core.route.Route;
import dev.isthmus.core.route.Router;
import dev.isthmus.core.signal.OutputLengths;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A decision among ten that is written down: as a line of text, and packed into a file of the
 * journal. No two are alike.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class JournalBenchmark {
  private static final int CANDIDATES = 10;
  private static final int DECISIONS = 512;

  /** A part of it, a sixteenth, is one file's. */
  private static final long KEEP_BYTES = 16L << 24;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Decision[] decisions = new Decision[DECISIONS];
  private final DecisionLine line = new DecisionLine();
  private Path directory;
  private DecisionFiles files;
  private int next;

  @Setup
  public void prepare() throws IOException {
    directory = Files.createTempDirectory("journal");
    files = new DecisionFiles(directory, () -> KEEP_BYTES, InstantSource.system());
    Router router = new Router(random);
    for (int i = 0; i < DECISIONS; i++) {
      decisions[i] = decision(router, i);
    }
  }

  @TearDown
  public void remove() throws IOException {
    files.close();
    for (Path file : DecisionReader.files(directory)) {
      Files.delete(file);
    }
    Files.delete(directory);
  }

  @Benchmark
  public void line() throws IOException {
    line.write(next(), OutputStream.nullOutputStream());
  }

  @Benchmark
  public void packed() throws IOException {
    files.write(next());
  }

  private Decision next() {
    next = (next + 1) % DECISIONS;
    return decisions[next];
  }

  private Decision decision(Router router, int number) {
    Decision decision = new Decision();
    CallFacts facts = facts();
    Terms terms = new Terms(Scope.ANY, CallClass.INTERACTIVE);
    router.plan(new Question(facts, "openai", terms, route(), System.nanoTime(), 600), decision);
    CallSummary summary = decision.summary();
    summary.id = number;
    summary.atMillis = 1_795_689_000_123L + 997L * number;
    summary.requestId("req_" + Long.toHexString(random.nextLong()));
    summary.configVersion = "c0ffee";
    summary.caller = "bench";
    summary.route = DeploymentBuilder.MODEL;
    summary.facts(facts);
    summary.terms = terms;
    summary.rate = 0.01;
    summary.outcome = Outcome.COMPLETED;
    summary.status = 200;
    attempt(decision);
    return decision;
  }

  private void attempt(Decision decision) {
    AttemptRow row = decision.openAttempt();
    row.deployment(decision.deployment(decision.summary().chosen));
    row.status = 200;
    row.startNanos = 50_000 + random.nextInt(50_000);
    row.firstContentNanos = row.startNanos + random.nextInt(500_000_000);
    row.endNanos = row.firstContentNanos + random.nextInt(500_000_000);
    row.usage(Usage.reported(300, 0, 0, 1 + random.nextInt(400), 0));
    row.picodollars = 8_850_000;
    decision.summary().firstContentNanos = row.firstContentNanos;
    decision.summary().endNanos = row.endNanos;
  }

  private CallFacts facts() {
    return new CallFacts(
        Operation.CHAT,
        DeploymentBuilder.MODEL,
        true,
        false,
        1024,
        900 + random.nextInt(900),
        0,
        256,
        1,
        Capability.CHAT.bit());
  }

  private Route route() {
    List<Deployment> deployments = new ArrayList<>();
    for (int i = 0; i < CANDIDATES; i++) {
      deployments.add(
          DeploymentBuilder.named("provider-region-" + i, System::nanoTime)
              .price(0.1 * (1 + random.nextInt(30)), 0.5 * (1 + random.nextInt(30)))
              .expect(0.1 + random.nextDouble(), 50 + 50 * random.nextDouble())
              .at(i));
    }
    return new Route(
        DeploymentBuilder.MODEL,
        deployments,
        Scope.ANY,
        new Objective("interactive", 1, 0.0008, 0.00005, 0.0016),
        Deadlines.DEFAULT,
        new Route.Rules(false, true, false),
        new OutputLengths(System::nanoTime));
  }
}
