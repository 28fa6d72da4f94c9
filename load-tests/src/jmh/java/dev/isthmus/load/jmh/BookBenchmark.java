package dev.isthmus.load.jmh;

import dev.isthmus.core.call.AttemptRow;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.observe.AccessLog;
import dev.isthmus.core.observe.CallLog;
import dev.isthmus.core.observe.CallRecord;
import dev.isthmus.core.observe.LineRing;
import dev.isthmus.core.observe.Metrics;
import dev.isthmus.core.observe.Timeline;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is written down once for each call: its access line, its meters. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class BookBenchmark {
  private final LineRing ring = new LineRing(1 << 16);
  private final CallLog access = new AccessLog(ring);
  private final CallLog meters = new Metrics().meters();
  private final CallRecord call = call();

  @Benchmark
  public long accessLine() throws IOException {
    access.finished(call);
    return ring.drainTo(OutputStream.nullOutputStream());
  }

  @Benchmark
  public void meters() {
    meters.finished(call);
  }

  private static CallRecord call() {
    Decision decision = new Decision();
    decision.clear();
    decision.summary().requestId("req_0123456789abcdef01234567");
    decision.summary().caller = "bench";
    decision.summary().route = "gpt-4o-mini";
    decision.summary().atMillis = 1_795_689_000_123L;
    AttemptRow row = decision.openAttempt();
    row.deployment("azure-sweden-1");
    row.startNanos = 50_000;
    row.firstContentNanos = 300_000;
    row.endNanos = 320_000;
    row.usage(Usage.reported(19, 0, 0, 10, 0));
    row.picodollars = 8_850_000;
    Timeline timeline = new Timeline(0);
    timeline.bodyEndNanos = 10_000;
    timeline.dispatchedNanos = 50_000;
    timeline.firstContentNanos = 300_000;
    timeline.endedNanos = 330_000;
    return new CallRecord(
        Operation.CHAT, false, 200, 1, row.usage(), Outcome.COMPLETED, timeline, decision);
  }
}
