package dev.isthmus.load.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudProcess;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Tariff;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.cloud.model.SimulatedModel.Temper;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.stand.MetricsPage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The packaged gateway in front of three clouds that are equally fast and dear. One of them, the
 * victim, is a process of its own that can be killed or stopped. Threads: one test.
 */
final class DrillStand implements AutoCloseable {
  /** The deployment in the process. */
  static final String VICTIM = "victim";

  /** Open-loop calls a second, half of them streams. */
  static final int RATE = Integer.getInteger("isthmus.drill.rate", 200);

  private static final String MODEL = "gpt-oss-120b";
  private static final String CALLER_KEY = "sk-drill";
  private static final int FIRST_TOKEN_MILLIS = 200;
  private static final int TOKENS_PER_SECOND = 100;
  private static final int ANSWER_TOKENS = 60;
  private static final int WARM_UP_RATE = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final int MOST_CALLS = 200_000;

  private final CloudHost host;
  private final List<Cloud> others;
  private final PackagedGateway gateway;
  private CloudProcess victim;

  /** Starts everything; {@code deadlines} as in a route's section, without the braces. */
  DrillStand(String deadlines) throws Exception {
    victim = CloudProcess.start(victimArguments());
    host = CloudHost.start(1);
    Cloud second = host.open(cloud("second"));
    Cloud third = host.open(cloud("third"));
    others = List.of(second, third);
    for (int port : new int[] {victim.port(), second.port(), third.port()}) {
      warmUp(port);
    }
    String config =
        CONFIG
            .replace("@VICTIM@", "http://127.0.0.1:" + victim.port())
            .replace("@SECOND@", second.base().toString())
            .replace("@THIRD@", third.base().toString())
            .replace("@DEADLINES@", deadlines);
    // The drills measure time: looking for leaks is LeakIT's task.
    gateway =
        PackagedGateway.start(
            config, Map.of("CALLER_KEY", CALLER_KEY), "-Dio.netty.leakDetection.level=simple");
  }

  private static List<String> victimArguments() {
    String deployment =
        "name="
            + MODEL
            + ",first-token-ms="
            + FIRST_TOKEN_MILLIS
            + ",tokens-per-second="
            + TOKENS_PER_SECOND
            + ",answer-tokens="
            + ANSWER_TOKENS
            + ",price=0.15/0.075/0.6";
    return List.of("--kind", "compatible", "--deployment", deployment);
  }

  private static CloudSpec cloud(String name) {
    return CloudSpec.compatible(name)
        .deploy(
            Deployment.of(MODEL, MODEL)
                .temper(new Temper(ANSWER_TOKENS, 0, 4096))
                .tempo(Tempo.of(Duration.ofMillis(FIRST_TOKEN_MILLIS), TOKENS_PER_SECOND))
                .tariff(new Tariff(0.15, 0.075, 0.6)));
  }

  /** A JVM that has just started is slow, which no cloud would be. */
  private static void warmUp(int port) throws IOException, InterruptedException {
    URI target = URI.create("http://127.0.0.1:" + port);
    LoadPlan plan = LoadPlan.of(target, MODEL, WARM_UP_RATE, WARM_UP).streaming(0.5);
    LoadRun.start(plan).await();
  }

  /** Starts the load; a call that has not ended after {@code timeout} counts as timed out. */
  LoadRun load(Duration longest, Duration timeout) throws IOException {
    LoadPlan plan = LoadPlan.of(gateway.base(), MODEL, RATE, longest).streaming(0.5);
    return LoadRun.start(
        plan.key(CALLER_KEY).bounds(new LoadPlan.Bounds(4096, timeout, MOST_CALLS)));
  }

  CloudProcess victim() {
    return victim;
  }

  void restartVictim() throws IOException, InterruptedException {
    victim = victim.restart();
    warmUp(victim.port());
  }

  PackagedGateway gateway() {
    return gateway;
  }

  /** Has the victim stop in the middle of this share of its answers, streamed or not. */
  void stallSome(double share) throws IOException, InterruptedException {
    String fault = "{\"kind\":\"stall_midstream\",\"events\":6,\"probability\":" + share + "}";
    Http.post(victim.control().resolve("/_sim/fault"), fault);
  }

  /** What the victim says that it received, as far as those requests have ended. */
  JsonNode bill(int from) throws IOException, InterruptedException {
    return Http.json(victim.control().resolve("/_sim/bill?rows=10000&from=" + from));
  }

  /** When each request came to another cloud than the victim. Units: as System.nanoTime(). */
  Map<String, Long> arrivalsElsewhere() {
    Map<String, Long> arrivals = new HashMap<>();
    for (Cloud cloud : others) {
      cloud
          .bill()
          .sales()
          .forEach(sale -> arrivals.put(sale.clientRequestId(), sale.times().startNanos()));
    }
    return arrivals;
  }

  /** What the gateway takes for the 95th percentile of the victim's first tokens. */
  double victimP95() throws IOException, InterruptedException {
    JsonNode state = new ObjectMapper().readTree(gateway.admin("/admin/state"));
    return state
        .at("/deployments/" + VICTIM + "/signals/usual_first_token_p95_seconds")
        .asDouble(Double.NaN);
  }

  /** Attempts that have ended so far, at the victim and at all. */
  Attempts attempts() throws IOException, InterruptedException {
    MetricsPage page = new MetricsPage(gateway.admin("/metrics"));
    String family = "isthmus_attempts_total";
    return new Attempts(page.sum(family, "deployment=\"" + VICTIM + "\""), page.sum(family, ""));
  }

  /** Attempts at the victim and at all. */
  record Attempts(double victim, double all) {
    /** The victim's part of those since {@code before}. */
    double shareSince(Attempts before) {
      return all == before.all ? 0 : (victim - before.victim) / (all - before.all);
    }
  }

  @Override
  public void close() {
    gateway.close();
    host.close();
    victim.close();
  }

  private static final String CONFIG =
      """
      limits: {drain_delay: 0s}
      listeners: [{address: "127.0.0.1:0"}]
      admin: {address: "127.0.0.1:0"}
      providers:
        first: {type: compatible, endpoint: "@VICTIM@/v1", region: eastus2, data_zone: us,
          credential: none, allow_private: true}
        second: {type: compatible, endpoint: "@SECOND@/v1", region: swedencentral, data_zone: eu,
          credential: none, allow_private: true}
        third: {type: compatible, endpoint: "@THIRD@/v1", region: westus3, data_zone: us,
          credential: none, allow_private: true}
      models:
        gpt-oss-120b:
          deployments:
            - {name: victim, provider: first, model: gpt-oss-120b, price: {input: 0.15, output: 0.60},
               expect: {first_token: 200ms, tokens_per_second: 100}}
            - {name: second, provider: second, model: gpt-oss-120b, price: {input: 0.15, output: 0.60},
               expect: {first_token: 200ms, tokens_per_second: 100}}
            - {name: third, provider: third, model: gpt-oss-120b, price: {input: 0.15, output: 0.60},
               expect: {first_token: 200ms, tokens_per_second: 100}}
      routes:
        gpt-oss-120b: {objective: interactive, deadlines: {@DEADLINES@}}
      callers:
        - {name: drill, key: "${CALLER_KEY}", models: ["*"], expose: full, class: interactive}
      """;
}
