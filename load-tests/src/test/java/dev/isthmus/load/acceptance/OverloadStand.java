package dev.isthmus.load.acceptance;

import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.cloud.model.SimulatedModel.Temper;
import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.generator.Outcome;
import dev.isthmus.load.stand.MetricsPage;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * The packaged gateway with so many places, in front of a cloud that takes just as long for each
 * call. Three callers, one of each class, have the keys that {@link #key} says. Threads: one test.
 */
final class OverloadStand implements AutoCloseable {
  /** Calls that the gateway takes at the same time. */
  static final int PLACES = 120;

  private static final Duration SERVICE = Duration.ofMillis(400);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_CALLS = 1_000_000;

  private final CloudHost host = CloudHost.start(1);
  private final PackagedGateway gateway;

  /** {@code callers}: the classes, one caller for each, named a, b, c in turn. */
  OverloadStand(String... callers) throws Exception {
    Cloud cloud =
        host.open(
            CloudSpec.compatible("eu-1")
                .deploy(
                    Deployment.of(CloudStand.MODEL, CloudStand.MODEL)
                        .temper(new Temper(60, 0, 100))
                        .tempo(
                            new Tempo(
                                SERVICE,
                                Double.POSITIVE_INFINITY,
                                Double.POSITIVE_INFINITY,
                                /* sigma= */ 0,
                                /* chunkTokens= */ 4))));
    StringBuilder config = new StringBuilder(CONFIG.formatted(PLACES, cloud.port()));
    for (int i = 0; i < callers.length; i++) {
      config.append("  - {name: %s, key: %s, class: %s}%n".formatted(name(i), key(i), callers[i]));
    }
    gateway =
        PackagedGateway.start(config.toString(), Map.of(), "-Dio.netty.leakDetection.level=simple");
  }

  private static String name(int caller) {
    return String.valueOf((char) ('a' + caller));
  }

  static String key(int caller) {
    return "sk-overload-caller-" + name(caller);
  }

  /** Calls that can be answered in a second. */
  static double capacity() {
    return PLACES / (SERVICE.toMillis() / 1e3);
  }

  PackagedGateway gateway() {
    return gateway;
  }

  /** Begins to call as {@code caller}, so many times the capacity, without regard for answers. */
  LoadRun load(int caller, double timesCapacity, Duration duration) throws IOException {
    LoadPlan plan =
        LoadPlan.of(gateway.base(), CloudStand.MODEL, timesCapacity * capacity(), duration);
    return LoadRun.start(
        plan.arrival(LoadPlan.Arrival.POISSON)
            .key(key(caller))
            .seed(caller + 1)
            .bounds(new LoadPlan.Bounds(2048, TIMEOUT, MOST_CALLS)));
  }

  /** A gateway and a cloud that have just started are slower than they are. */
  void warmUp() throws IOException, InterruptedException {
    load(0, 0.5, Duration.ofSeconds(4)).await();
    load(0, 2, Duration.ofSeconds(2)).await();
  }

  MetricsPage metrics() throws IOException, InterruptedException {
    return new MetricsPage(gateway.admin("/metrics"));
  }

  /** Good answers in a second. */
  static double goodput(LoadResult result) {
    double seconds = result.plan().rate().duration().toMillis() / 1e3;
    return result.count(Outcome.OK) / seconds;
  }

  static double okShare(LoadResult result) {
    return (double) result.count(Outcome.OK) / result.counts().scheduled();
  }

  /** Answers that were neither good nor a refusal of the kind that says when to come back. */
  static long odd(LoadResult result) {
    return result.calls().stream()
        .filter(call -> call.outcome() != Outcome.OK && !refused(call))
        .count();
  }

  private static boolean refused(CallRecord call) {
    return call.status() == 503 || call.status() == 429;
  }

  /** How long refusals took at that percentile, from when the calls were due. Units: ms. */
  static double refusalMillis(LoadResult result, double percentile) {
    return percentile(
        result.calls().stream().filter(OverloadStand::refused).mapToDouble(OverloadStand::millis),
        percentile);
  }

  /** How long good answers took at that percentile. Units: ms. */
  static double okMillis(LoadResult result, double percentile) {
    return percentile(
        result.calls().stream()
            .filter(call -> call.outcome() == Outcome.OK)
            .mapToDouble(OverloadStand::millis),
        percentile);
  }

  private static double millis(CallRecord call) {
    return (call.marks().endNanos() - call.marks().scheduledNanos()) / 1e6;
  }

  private static double percentile(DoubleStream of, double percentile) {
    double[] sorted = of.sorted().toArray();
    int at = (int) Math.ceil(sorted.length * percentile / 100) - 1;
    return sorted.length == 0 ? Double.NaN : sorted[at];
  }

  @Override
  public void close() {
    gateway.close();
    host.close();
  }

  private static final String CONFIG =
      """
      listeners: [{address: "127.0.0.1:0"}]
      admin: {address: "127.0.0.1:0"}
      limits: {drain_delay: 0s, calls: %d, loop_turn: 200ms}
      providers:
        at-eu-1: {type: compatible, endpoint: "http://127.0.0.1:%d/v1", credential: none,
          allow_private: true}
      models:
        gpt-oss-120b:
          deployments:
            - {name: eu-1, provider: at-eu-1, model: gpt-oss-120b,
               price: {input: 0.15, output: 0.60},
               expect: {first_token: 400ms, tokens_per_second: 1000}}
      callers:
      """;
}
