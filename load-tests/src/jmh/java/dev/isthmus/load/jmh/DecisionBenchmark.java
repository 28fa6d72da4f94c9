package dev.isthmus.load.jmh;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.CallFacts;
import dev.isthmus.core.call.CallSummary;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.StoredState;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.observe.DecisionRing;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is written of one call among ten candidates, and kept with the last 4,096. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 4, time = 1)
public class DecisionBenchmark {
  private static final int CANDIDATES = 10;
  private static final Decision.Term[] TERMS = Decision.Term.values();
  private static final Usage USAGE = Usage.reported(225, 0, 0, 250, 0);

  private final String[] names = new String[CANDIDATES];
  private final DecisionRing ring = new DecisionRing(4_096, 0, 0);
  private final Decision.Weights weights = new Decision.Weights();
  private final CallFacts facts =
      new CallFacts(
          Operation.CHAT, "many", false, false, 900, 800, 0, 256, 1, 0, false, StoredState.NONE);
  private int calls;

  /** Names as a configuration has them. */
  public DecisionBenchmark() {
    for (int i = 0; i < CANDIDATES; i++) {
      names[i] = "deployment-" + i;
    }
    weights.name = "interactive";
  }

  @Benchmark
  public void written() {
    Decision decision = ring.take();
    opened(decision.summary());
    for (String name : names) {
      candidate(decision, name);
    }
    attempt(decision.openAttempt(), names[calls++ % CANDIDATES]);
    decision.summary().outcome = Outcome.COMPLETED;
    ring.publish(decision);
  }

  private void opened(CallSummary summary) {
    summary.requestId("req_0123456789abcdef01234567");
    summary.caller = "bench";
    summary.facts(facts);
    summary.model = "many";
    summary.configVersion = "sha256:0123";
    summary.route = "many";
    summary.objective = "interactive";
    summary.callClass = CallClass.INTERACTIVE;
    summary.weights.copyFrom(weights);
  }

  private void candidate(Decision decision, String name) {
    int candidate = decision.addCandidateToPrice(name);
    decision.standing(candidate, 0, false);
    if ((candidate & 3) == 3) {
      decision.exclude(candidate, Exclusion.COOLDOWN, calls, 0);
    }
    for (Decision.Term term : TERMS) {
      decision.term(candidate, term, calls);
    }
  }

  private static void attempt(AttemptRow row, String name) {
    row.deployment(name);
    row.startNanos = 1;
    row.endNanos = 2;
    row.usage(USAGE);
  }
}
