package dev.isthmus.load.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.stand.HttpPort;
import dev.isthmus.load.stand.MetricsPage;
import dev.isthmus.server.boot.Gateway;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two engines behind a gateway, one of which others fill who do not call through the gateway: only
 * its own metrics can tell. With {@code probe} it gets nothing while it is full, and calls again
 * when it is not; without, calls go there and wait.
 */
final class EngineProbeIT {
  private static final String KEY = "sk-engine-0123456789";
  private static final int SLOTS = 2;
  private static final int OTHERS = 12;
  private static final int CALLS = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long ROUND_MILLIS = 50;

  @TempDir Path folder = Path.of("");
  private final CloudHost host = CloudHost.start(1);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<CompletableFuture<HttpResponse<String>>> others = new ArrayList<>();
  private @Nullable Gateway gateway;

  @AfterEach
  void stop() {
    others.forEach(one -> one.cancel(true));
    if (gateway != null) {
      gateway.close();
    }
    host.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/metrics",
    "/metrics/sglang",
    "/metrics/llamacpp",
    "/metrics/tgi",
    "/metrics/triton"
  })
  void aFullEngineGetsNothingUntilItIsNot(String words) throws Exception {
    Cloud busy = engine("busy");
    Cloud idle = engine("idle");
    start(busy, idle, ", probe: {metrics: " + words + ", every: 100ms}");
    fill(busy);
    await("isthmus_engine_waiting_calls", OTHERS - SLOTS);

    JsonNode state = admin().json("/admin/state").at("/deployments/busy");
    assertEquals("SATURATED", state.get("excluded_by").asText());
    assertEquals(OTHERS - SLOTS, state.at("/engine/waiting").asInt());
    assertEquals(
        List.of(), // what it has no word for is no value
        admin().get("/metrics").lines().filter(EngineProbeIT::isNoEnginesValue).toList());
    for (int i = 0; i < CALLS; i++) {
      assertEquals(200, chat().statusCode());
    }
    assertEquals(CALLS, attempts("idle"));
    assertEquals(0, attempts("busy"));

    others.forEach(one -> one.cancel(true));
    await("isthmus_engine_waiting_calls", 0);
    for (int i = 0; i < 4 * CALLS && attempts("busy") == 0; i++) {
      assertEquals(200, chat().statusCode());
    }
    assertTrue(attempts("busy") > 0, "it is asked again");
  }

  /** The same without a probe, so that it is known what the probe is for. */
  @Test
  void withoutAProbeCallsGoThereAndWait() throws Exception {
    Cloud busy = engine("busy");
    start(busy, engine("idle"), "");
    fill(busy);
    for (int i = 0; i < CALLS && inFlight() == 0; i++) {
      others.add(client.sendAsync(call(), BodyHandlers.ofString()));
      pause();
    }
    assertTrue(inFlight() > 0, "a call waits behind others");
  }

  /** The metrics die while the engine says that it is full: that keeps nobody away for long. */
  @Test
  void anEngineThatIsNoLongerHeardIsAskedAgain() throws Exception {
    Cloud busy = engine("busy");
    start(busy, null, ", probe: {metrics: \"" + busy.base() + "/metrics\", every: 100ms}");
    fill(busy);
    await("isthmus_engine_waiting_calls", OTHERS - SLOTS);
    assertEquals("SATURATED", excludedBy());
    busy.kill();
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (excludedBy().equals("SATURATED") && System.nanoTime() < until) {
      pause();
    }
    assertEquals("null", excludedBy());
    double failed = page().sum("isthmus_probe_failures_total", "deployment=\"busy\"");
    assertTrue(failed > 0);
    assertTrue(page().sum("isthmus_engine_report_age_seconds", "busy") > 2);
  }

  private static boolean isNoEnginesValue(String line) {
    return line.startsWith("isthmus_engine_") && line.endsWith(" NaN");
  }

  private Cloud engine(String name) throws IOException {
    return host.open(
        CloudSpec.compatible(name)
            .deploy(
                Deployment.of("m", "m")
                    .tempo(Tempo.of(Duration.ofMillis(10), 200))
                    .engine(SLOTS, 1_000_000)));
  }

  private void start(Cloud busy, @Nullable Cloud idle, String more) throws IOException {
    StringBuilder providers = new StringBuilder();
    StringBuilder deployments = new StringBuilder();
    for (Cloud cloud : idle == null ? List.of(busy) : List.of(busy, idle)) {
      String name = cloud.equals(busy) ? "busy" : "idle";
      providers.append(PROVIDER.formatted(name, cloud.port()));
      deployments.append(DEPLOYMENT.formatted(name, name, more));
    }
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(file, CONFIG.formatted(providers, deployments), UTF_8);
    LoadResult read = new ConfigLoader(Map.of("KEY", KEY)).load(file);
    if (!(read instanceof LoadResult.Loaded loaded)) {
      throw new AssertionError(read.toString());
    }
    gateway = Gateway.start(loaded.config());
  }

  /** Others' long calls, straight to the engine. */
  private void fill(Cloud busy) {
    for (int i = 0; i < OTHERS; i++) {
      others.add(
          client.sendAsync(
              request(busy.base().resolve("/v1/chat/completions"), "sim:tokens=4000"),
              BodyHandlers.ofString()));
    }
  }

  private HttpResponse<String> chat() throws IOException, InterruptedException {
    return client.send(call(), BodyHandlers.ofString());
  }

  private HttpRequest call() {
    InetSocketAddress at = running().addresses().get(0);
    URI uri = URI.create("http://127.0.0.1:" + at.getPort() + "/v1/chat/completions");
    return request(uri, "sim:tokens=2");
  }

  private static HttpRequest request(URI uri, String say) {
    String body =
        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
            + say
            + "\"}]}";
    return HttpRequest.newBuilder(uri)
        .timeout(PATIENCE)
        .header("authorization", "Bearer " + KEY)
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private void await(String gauge, double value) throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!page().byDeployment(gauge, "").getOrDefault("busy", -1.0).equals(value)) {
      assertTrue(System.nanoTime() < until, () -> gauge + " never was " + value);
      pause();
    }
  }

  private static void pause() throws InterruptedException {
    boolean never = new CountDownLatch(1).await(ROUND_MILLIS, TimeUnit.MILLISECONDS);
    assertEquals(false, never);
  }

  private double attempts(String deployment) throws IOException, InterruptedException {
    return page().sum("isthmus_attempts_total", "deployment=\"" + deployment + "\"");
  }

  private double inFlight() throws IOException, InterruptedException {
    return page().sum("isthmus_in_flight", "deployment=\"busy\"");
  }

  private String excludedBy() throws IOException, InterruptedException {
    return admin().json("/admin/state").at("/deployments/busy/excluded_by").asText();
  }

  private MetricsPage page() throws IOException, InterruptedException {
    return new MetricsPage(admin().get("/metrics"));
  }

  private HttpPort admin() {
    return new HttpPort(URI.create("http://127.0.0.1:" + running().adminAddress().getPort()));
  }

  private Gateway running() {
    Gateway now = gateway;
    if (now == null) {
      throw new IllegalStateException("gateway: none (expected: started)");
    }
    return now;
  }

  private static final String CONFIG =
      """
      listeners: [{address: "127.0.0.1:0"}]
      admin: {address: "127.0.0.1:0"}
      providers:
      %smodels:
        m:
          deployments:
      %scallers: [{name: c, key: "${KEY}"}]
      """;

  private static final String PROVIDER =
      "  %s: {type: compatible, endpoint: \"http://127.0.0.1:%d/v1\", allow_private: true,"
          + " credential: none}\n";

  /** They are as quick as they are expected to be, so that only the queue tells them apart. */
  private static final String DEPLOYMENT =
      "      - {name: %s, provider: %s, model: m, price: free,"
          + " expect: {first_token: 10ms, tokens_per_second: 200}%s}\n";
}
