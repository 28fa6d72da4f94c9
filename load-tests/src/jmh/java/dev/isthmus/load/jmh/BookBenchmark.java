package dev.isthmus.load.jmh;

import dev.isthmus.core.account.CallerId;
import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.call.Outcome;
import dev.isthmus.core.call.Scope;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.govern.Caller;
import dev.isthmus.core.govern.CallerLimits;
import dev.isthmus.core.govern.Callers;
import dev.isthmus.core.govern.Credential;
import dev.isthmus.core.govern.Gatekeeper;
import dev.isthmus.core.govern.Identified;
import dev.isthmus.core.govern.KeyHash;
import dev.isthmus.core.observe.AccessLog;
import dev.isthmus.core.observe.CallLog;
import dev.isthmus.core.observe.CallRecord;
import dev.isthmus.core.observe.LineRing;
import dev.isthmus.core.observe.Metrics;
import dev.isthmus.core.observe.Timeline;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is asked and written down once for each call: its key, its access line, its meters. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class BookBenchmark {
  private static final String KEY = "sk-bench-0123456789abcdef0123456789abcdef";

  private final LineRing ring = new LineRing(64);
  private final byte[] batch = new byte[1 << 16];
  private final CallLog access = new AccessLog(ring);
  private final CallLog meters = new Metrics().meters();
  private final CallRecord call = call();
  private final Gatekeeper gatekeeper = gatekeeper();
  private final HeaderView headers = new OneHeader();

  @Benchmark
  public int accessLine() {
    access.finished(call);
    return ring.drainTo(batch);
  }

  @Benchmark
  public void meters() {
    meters.finished(call);
  }

  @Benchmark
  public Identified identify() {
    return gatekeeper.identify(headers);
  }

  private static CallRecord call() {
    Decision decision = new Decision();
    decision.clear();
    decision.summary().requestId = "req_0123456789abcdef01234567";
    decision.summary().caller = "bench";
    decision.summary().route = "gpt-4o-mini";
    decision.summary().atMillis = 1_795_689_000_123L;
    Decision.AttemptRow row = decision.openAttempt();
    row.deployment = "azure-sweden-1";
    row.startNanos = 50_000;
    row.firstContentNanos = 300_000;
    row.endNanos = 320_000;
    row.usage = Usage.reported(19, 0, 0, 10, 0);
    row.picodollars = 8_850_000;
    Timeline timeline = new Timeline(0);
    timeline.bodyEndNanos = 10_000;
    timeline.dispatchedNanos = 50_000;
    timeline.firstContentNanos = 300_000;
    timeline.endedNanos = 330_000;
    return new CallRecord(
        Operation.CHAT, false, 200, 1, row.usage, Outcome.COMPLETED, timeline, decision);
  }

  private static Gatekeeper gatekeeper() {
    Caller caller =
        new Caller(
            new CallerId("bench", 0),
            Set.of(),
            Scope.ANY,
            CallerLimits.NONE,
            Caller.Expose.ID,
            CallClass.INTERACTIVE);
    List<Credential> credentials = List.of(new Credential(KeyHash.ofKey(KEY), caller));
    return new Gatekeeper(new Callers(credentials, new SecureRandom(), 0));
  }

  /** A request's key alone. */
  private static final class OneHeader implements HeaderView {
    private static final String BEARER = "Bearer " + KEY;

    @Override
    public String get(String name) {
      return name.equals("authorization") ? BEARER : null;
    }

    @Override
    public void forEach(BiConsumer<String, String> visitor) {
      visitor.accept("authorization", BEARER);
    }

    @Override
    public void forEach(String name, BiConsumer<String, String> visitor) {
      if (name.equals("authorization")) {
        visitor.accept(name, BEARER);
      }
    }
  }
}
