package dev.isthmus.load.scenario;

import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One scenario while it is performed. Threads: the one that performs it. */
final class Performance {
  private static final double NANOS = 1e9;
  private static final int CONNECTIONS = 8192;
  private static final int MOST_CALLS = 400_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final double STREAMING = 0.5;
  private static final int PROMPT_TOKENS = 120;

  private final Stand stand;
  private final Pace pace;
  private final double callsPerSecond;
  private final long startNanos = System.nanoTime();
  private final List<LoadRun> runs = new ArrayList<>();
  private final List<Band> bands = new ArrayList<>();
  private final Map<String, Double> figures = new HashMap<>();
  private long seed;

  Performance(Stand stand, Pace pace, double callsPerSecond, long seed) {
    this.stand = stand;
    this.pace = pace;
    this.callsPerSecond = callsPerSecond;
    this.seed = seed;
  }

  Stand stand() {
    return stand;
  }

  Pace pace() {
    return pace;
  }

  double callsPerSecond() {
    return callsPerSecond;
  }

  long startNanos() {
    return startNanos;
  }

  /** Seconds since the load began. */
  double now() {
    return (System.nanoTime() - startNanos) / NANOS;
  }

  /** Waits until {@code second}. */
  void until(double second) throws InterruptedException {
    double left = second - now();
    if (left > 0) {
      var unused = new CountDownLatch(1).await((long) (left * NANOS), TimeUnit.NANOSECONDS);
    }
  }

  /** Begins to send; half of the calls are streams. */
  LoadRun load(double rate, double seconds) throws IOException {
    return load(Stage.MODEL, rate, seconds);
  }

  /** The same for another model. */
  LoadRun load(String model, double rate, double seconds) throws IOException {
    LoadPlan plan =
        LoadPlan.of(stand.gateway().base(), model, rate, Duration.ofNanos((long) (seconds * NANOS)))
            .key(Stage.CALLER_KEY)
            .arrival(LoadPlan.Arrival.POISSON)
            .mix(new LoadPlan.Mix(model, STREAMING, PROMPT_TOKENS, 0))
            .bounds(new LoadPlan.Bounds(CONNECTIONS, PATIENCE, MOST_CALLS))
            .seed(++seed);
    LoadRun run = LoadRun.start(plan);
    runs.add(run);
    return run;
  }

  void band(Band band) {
    bands.add(band);
  }

  void figure(String name, double value) {
    figures.put(name, value);
  }

  /** Waits for all that is under way and collects what became of it. */
  Evidence end(Sampler sampler) throws InterruptedException {
    List<CallRecord> calls = new ArrayList<>();
    Histogram lag = new Histogram(TimeUnit.HOURS.toMicros(1), 3);
    double seconds = now();
    for (LoadRun run : runs) {
      LoadResult result = run.await();
      calls.addAll(result.calls());
      lag.add(result.latencies().lag());
    }
    List<Sample> samples = sampler.end();
    return new Evidence(
        pace,
        startNanos,
        seconds,
        List.copyOf(bands),
        new Evidence.Load(List.copyOf(calls), lag),
        samples,
        Map.copyOf(figures),
        new Evidence.Ending(
            stand.gateway().process().isAlive(), stand.gateway().output(), sampler.missed()));
  }
}
