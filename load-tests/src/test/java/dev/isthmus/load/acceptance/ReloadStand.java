package dev.isthmus.load.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.cloud.model.SimulatedModel.Temper;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.stand.HttpPort;
import dev.isthmus.load.stand.MetricsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The packaged gateway in front of three equal clouds, with its configuration file at hand.
 * Threads: one test.
 */
final class ReloadStand implements AutoCloseable {
  static final String MODEL = "gpt-oss-120b";
  private static final String KEY = "sk-reload-0123456789";
  private static final String TOKEN = "reload-token-0123456789";

  private final CloudHost host = CloudHost.start(1);
  private final List<Cloud> clouds;
  private final PackagedGateway gateway;

  ReloadStand() throws Exception {
    clouds = List.of(cloud("first"), cloud("second"), cloud("third"));
    gateway =
        PackagedGateway.start(
            config(List.of(0, 1), "interactive"),
            Map.of("CALLER_KEY", KEY, "ADMIN_TOKEN", TOKEN),
            "-Dio.netty.leakDetection.level=simple",
            "-Xmx512m");
  }

  private Cloud cloud(String name) throws IOException {
    return host.open(
        CloudSpec.compatible(name)
            .deploy(
                Deployment.of(MODEL, MODEL)
                    .temper(new Temper(20, 0, 4096))
                    .tempo(Tempo.of(Duration.ofMillis(50), 200))));
  }

  /** A file with deployments at the clouds of these numbers, each key in a line of its own. */
  String config(List<Integer> at, String objective) {
    StringBuilder text = new StringBuilder(HEAD).append("providers:\n");
    at.forEach(i -> text.append(PROVIDER.formatted(i, clouds.get(i).port())));
    text.append("models:\n  ").append(MODEL).append(":\n    deployments:\n");
    at.forEach(i -> text.append(DEPLOYMENT.formatted(i, i)));
    return text.append("routes:\n  ")
        .append(MODEL)
        .append(":\n    objective: ")
        .append(objective)
        .append("\n")
        .append(TAIL)
        .toString();
  }

  PackagedGateway gateway() {
    return gateway;
  }

  /** Replaces the file in one step, as careful tools do. */
  void write(byte[] text) throws IOException {
    Path next = Files.createTempFile("next-", ".yaml");
    Files.write(next, text);
    Files.move(next, gateway.file(), StandardCopyOption.REPLACE_EXISTING);
  }

  HttpPort admin() {
    return gateway.adminPort().token(TOKEN);
  }

  HttpPort.Answer reload() throws IOException, InterruptedException {
    return admin().ask("POST", "/admin/reload", "");
  }

  JsonNode look(String path) throws IOException, InterruptedException {
    return admin().json(path);
  }

  MetricsPage metrics() throws IOException, InterruptedException {
    return new MetricsPage(admin().get("/metrics"));
  }

  LoadPlan load(double callsPerSecond, Duration longest) {
    return LoadPlan.of(gateway.base(), MODEL, callsPerSecond, longest)
        .streaming(0.5)
        .key(KEY)
        .bounds(new LoadPlan.Bounds(512, Duration.ofSeconds(30), 0));
  }

  /**
   * What the gateway has open beside its connections to clouds, which come and go with the load.
   */
  long files() throws IOException {
    return count("fd") - connectionsTo(0) - connectionsTo(1) - connectionsTo(2);
  }

  long threads() throws IOException {
    return count("task");
  }

  private long count(String folder) throws IOException {
    Path at = Path.of("/proc", Long.toString(gateway.process().pid()), folder);
    try (Stream<Path> entries = Files.list(at)) {
      return entries.count();
    }
  }

  /** Connections that are open to the cloud of that number. */
  long connectionsTo(int number) throws IOException {
    String port = ":%04X 01".formatted(clouds.get(number).port());
    long open = 0;
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try (Stream<String> lines = Files.lines(Path.of(table))) {
        open += lines.filter(line -> line.contains(port)).count();
      }
    }
    return open;
  }

  @Override
  public void close() {
    gateway.close();
    host.close();
  }

  private static final String HEAD =
      """
      limits: {drain_delay: 0s}
      listeners:
        - address: "127.0.0.1:0"
      admin:
        address: "127.0.0.1:0"
        tokens:
          - name: drill
            token: "${ADMIN_TOKEN}"
            role: write
      """;
  private static final String PROVIDER =
      """
        at-%d:
          type: compatible
          endpoint: "http://127.0.0.1:%d/v1"
          credential: none
          allow_private: true
      """;
  private static final String DEPLOYMENT =
      """
            - name: d-%d
              provider: at-%d
              model: gpt-oss-120b
              price: free
      """;
  private static final String TAIL =
      """
      callers:
        - name: drill
          key: "${CALLER_KEY}"
          class: interactive
      """;
}
