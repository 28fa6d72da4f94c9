package dev.isthmus.load.acceptance;

import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.cloud.model.SimulatedModel.Temper;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadRun;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A cloud with one model whose answers take long and one whose answers are short, and gateways in
 * front of it. Threads: one test.
 */
final class StreamStand implements AutoCloseable {
  static final String LONG = "novelist";
  static final String SHORT = "aphorist";
  private static final String KEY = "sk-drain-0123456789";

  /** Events of one stream in a second; a person reads about as fast. */
  private static final int EVENTS_PER_SECOND = 5;

  private static final int TOKENS_AN_EVENT = 8;
  private static final double SPREAD = 0.1;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int BYTES_PER_TOKEN = 4;
  private static final int MOST_CALLS = 200_000;

  /** What a gateway of this stand needs in its environment. */
  static final Map<String, String> ENVIRONMENT = Map.of("CALLER_KEY", KEY);

  /** As it runs in the field; what leaks is LeakIT's task. */
  static final String[] FLAGS = {"-Dio.netty.leakDetection.level=simple", "-Xmx256m"};

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final int tokens;

  /** Long answers take about {@code longAnswer}. */
  StreamStand(Duration longAnswer) throws IOException {
    this(Duration.ofMillis(200), longAnswer);
  }

  /** Long answers begin after {@code silence}, and take about {@code longAnswer} from there. */
  StreamStand(Duration silence, Duration longAnswer) throws IOException {
    tokens = (int) longAnswer.toSeconds() * EVENTS_PER_SECOND * TOKENS_AN_EVENT;
    Tempo slow =
        new Tempo(
            silence,
            EVENTS_PER_SECOND * TOKENS_AN_EVENT,
            Double.POSITIVE_INFINITY,
            SPREAD,
            TOKENS_AN_EVENT);
    cloud =
        host.open(
            CloudSpec.compatible("cloud")
                .deploy(
                    Deployment.of(LONG, LONG)
                        .temper(new Temper(10 * tokens, 0, 100_000))
                        .tempo(slow))
                .deploy(
                    Deployment.of(SHORT, SHORT)
                        .temper(new Temper(20, 0, 4096))
                        .tempo(Tempo.of(Duration.ofMillis(50), 400))));
  }

  /** A configuration; port 0 lets the system choose. */
  String config(int port, int adminPort, Duration delay, Duration grace) {
    return CONFIG
        .replace("@PORT@", Integer.toString(port))
        .replace("@ADMIN@", Integer.toString(adminPort))
        .replace("@DELAY@", delay.toMillis() + "ms")
        .replace("@GRACE@", grace.toMillis() + "ms")
        .replace("@CLOUD@", Integer.toString(cloud.port()));
  }

  /** Calls for {@code model}, every one of them kept. */
  LoadRun load(URI target, String model, double callsPerSecond, double streaming, Duration longest)
      throws IOException {
    return load(target, new LoadPlan.Mix(model, streaming, 32, tokens), callsPerSecond, longest);
  }

  /** Streams of long answers to long prompts, every one of them kept. */
  LoadRun loadOfLongPrompts(URI target, int bytes, double callsPerSecond, Duration longest)
      throws IOException {
    LoadPlan.Mix mix = new LoadPlan.Mix(LONG, 1, bytes / BYTES_PER_TOKEN, tokens);
    return load(target, mix, callsPerSecond, longest);
  }

  private static LoadRun load(URI target, LoadPlan.Mix mix, double callsPerSecond, Duration longest)
      throws IOException {
    LoadPlan plan = LoadPlan.of(target, mix.model(), callsPerSecond, longest).mix(mix);
    return LoadRun.start(plan.key(KEY).bounds(new LoadPlan.Bounds(4096, PATIENCE, MOST_CALLS)));
  }

  /** The cloud goes away. */
  void kill() {
    cloud.kill();
  }

  @Override
  public void close() {
    host.close();
  }

  private static final String CONFIG =
      """
      limits: {drain_delay: @DELAY@, drain: @GRACE@}
      listeners: [{address: "127.0.0.1:@PORT@"}]
      admin: {address: "127.0.0.1:@ADMIN@"}
      providers:
        cloud: {type: compatible, endpoint: "http://127.0.0.1:@CLOUD@/v1", credential: none,
          allow_private: true}
      models:
        novelist:
          deployments: [{name: slow, provider: cloud, model: novelist, price: free}]
        aphorist:
          deployments: [{name: quick, provider: cloud, model: aphorist, price: free}]
      callers:
        - {name: drain, key: "${CALLER_KEY}", models: ["*"], class: interactive}
      """;
}
