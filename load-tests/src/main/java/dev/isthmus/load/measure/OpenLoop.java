package dev.isthmus.load.measure;

import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Calls at a fixed rate, whether or not earlier ones came back; each time first straight at the
 * provider, so that what a proxy adds can be told. Units: microseconds. Threads: one.
 */
final class OpenLoop implements Rounds.Work {
  /** Of a prompt that makes a body of a kilobyte. */
  private static final int PROMPT_TOKENS = 240;

  private static final int CONNECTIONS = 128;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final double P50 = 50;
  private static final double P99 = 99;

  private final int direct;
  private final int perSecond;
  private final List<Double> without = new ArrayList<>();
  private final List<Double> with = new ArrayList<>();
  private final List<Double> tail = new ArrayList<>();
  private final List<Double> lag = new ArrayList<>();
  private int seconds = 1;

  /**
   * @param direct the provider's port
   */
  OpenLoop(int direct, int perSecond) {
    this.direct = direct;
    this.perSecond = perSecond;
  }

  @Override
  public void before(int port) throws IOException, InterruptedException {
    without.add(percentile(load(direct).latencies().plain(), P50));
  }

  @Override
  public double run(int port, int times) throws IOException, InterruptedException {
    seconds = times / perSecond;
    LoadResult result = load(port);
    with.add(percentile(result.latencies().plain(), P50));
    tail.add(percentile(result.latencies().plain(), P99));
    lag.add(percentile(result.latencies().lag(), P50));
    return times;
  }

  private LoadResult load(int port) throws IOException, InterruptedException {
    URI target = URI.create("http://127.0.0.1:" + port + "/v1");
    LoadPlan plan =
        LoadPlan.of(target, "gpt-4o-mini", perSecond, Duration.ofSeconds(seconds))
            .key(Proxies.KEY)
            .mix(new LoadPlan.Mix("gpt-4o-mini", 0, PROMPT_TOKENS, 0))
            .bounds(new LoadPlan.Bounds(CONNECTIONS, PATIENCE, 0));
    LoadResult result = LoadRun.start(plan).await();
    if (!result.allOk()) {
      throw new IOException("some calls did not end well: " + result.text());
    }
    return result;
  }

  private static double percentile(Histogram micros, double which) {
    return micros.getValueAtPercentile(which);
  }

  @Override
  public void warmedUp() {
    without.clear();
    with.clear();
    tail.clear();
    lag.clear();
  }

  /** What the proxy adds to the median call; the median of the rounds. */
  double added() {
    List<Double> added = new ArrayList<>();
    for (int i = 0; i < with.size(); i++) {
      added.add(with.get(i) - without.get(i));
    }
    return Figures.median(added);
  }

  /** How late the generator itself turned to the median call. */
  double lag() {
    return Figures.median(lag);
  }

  /** A line of a table: who, straight, through the proxy, added, p99, generator late. */
  List<String> cells(String name) {
    return List.of(
        name,
        Finding.number(Figures.median(without)),
        Finding.number(Figures.median(with)),
        Finding.number(added()),
        Finding.number(Figures.median(tail)),
        Finding.number(lag()));
  }
}
