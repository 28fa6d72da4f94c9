package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.FaultKind;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import dev.isthmus.load.generator.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A route whose data must stay in the EU, with two deployments there and a healthy one outside. */
final class ResidencyIT {
  private static final String MODEL = "gpt-oss-120b";
  private static final String KEY = "sk-residency";
  private static final int CALLS = Integer.getInteger("isthmus.residency.calls", 2_000);
  private static final int CALLS_PER_SECOND = 150;

  private CloudHost host;
  private Cloud outside;
  private Cloud inside;
  private Cloud insideToo;
  private PackagedGateway gateway;

  @BeforeEach
  void start() throws Exception {
    host = CloudHost.start(1);
    outside = host.open(cloud("outside"));
    inside = host.open(cloud("inside"));
    insideToo = host.open(cloud("inside-too"));
    gateway =
        PackagedGateway.start(
            CONFIG
                .replace("@OUTSIDE@", outside.base().toString())
                .replace("@INSIDE@", inside.base().toString())
                .replace("@INSIDE_TOO@", insideToo.base().toString()),
            Map.of("CALLER_KEY", KEY));
  }

  private static CloudSpec cloud(String name) {
    return CloudSpec.compatible(name).deploy(Deployment.of(MODEL, MODEL));
  }

  @AfterEach
  void stop() {
    gateway.close();
    host.close();
  }

  @Test
  void withNobodyInsideTheCallIsRefusedAndNeverLeaves() throws Exception {
    inside.kill();
    insideToo.kill();
    int refusals = 30;
    for (int i = 0; i < refusals; i++) {
      HttpResponse<String> answer = call();
      assertEquals(503, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("RESIDENCY"), answer.body());
      assertTrue(answer.headers().firstValue("x-request-id").isPresent());
    }
    assertEquals(0, outside.bill().requestBytes());
    assertEquals(refusals, audited(refusals));
  }

  @Test
  void randomFailuresDriveNoByteOutside() throws Exception {
    for (Cloud cloud : new Cloud[] {inside, insideToo}) {
      cloud.faults().add(Fault.status(503).probability(0.2));
      cloud.faults().add(Fault.of(FaultKind.RESET_BEFORE_HEAD).probability(0.1));
      cloud.faults().add(Fault.of(FaultKind.ERROR_IN_200).probability(0.1));
      cloud.faults().add(Fault.status(429).probability(0.05));
    }
    Duration duration = Duration.ofMillis(1000L * CALLS / CALLS_PER_SECOND);
    LoadPlan plan =
        LoadPlan.of(gateway.base(), MODEL, CALLS_PER_SECOND, duration).key(KEY).streaming(0.5);
    LoadResult result = LoadRun.start(plan).await();
    try (Figures figures = new Figures("residency")) {
      figures.add("calls", CALLS);
      figures.add("ok", result.count(Outcome.OK));
      figures.add("bytes_outside", outside.bill().requestBytes());
      assertEquals(0, outside.bill().requestBytes());
      assertTrue(result.count(Outcome.OK) > 0, result.text());
    }
  }

  private HttpResponse<String> call() throws Exception {
    URI to = gateway.base().resolve("/v1/chat/completions");
    String body = "{\"model\":\"" + MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .header("authorization", "Bearer " + KEY)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Audit lines so far; the log is written later than the answer, so it may need a moment. */
  private long audited(long expected) throws Exception {
    for (int i = 0; i < 50 && lines() < expected; i++) {
      gateway.admin("/healthz");
      gateway.process().waitFor(100, java.util.concurrent.TimeUnit.MILLISECONDS);
    }
    return lines();
  }

  private long lines() {
    return gateway.output().stream().filter(line -> line.contains("residency refused")).count();
  }

  private static final String CONFIG =
      """
      listeners: [{address: "127.0.0.1:0"}]
      admin: {address: "127.0.0.1:0"}
      providers:
        outside: {type: compatible, endpoint: "@OUTSIDE@/v1", region: eastus2, data_zone: us,
          credential: none, allow_private: true}
        inside: {type: compatible, endpoint: "@INSIDE@/v1", region: swedencentral, data_zone: eu,
          credential: none, allow_private: true}
        inside-too: {type: compatible, endpoint: "@INSIDE_TOO@/v1", region: europe-west4,
          data_zone: eu, credential: none, allow_private: true}
      models:
        gpt-oss-120b:
          deployments:
            - {name: outside, provider: outside, model: gpt-oss-120b, price: free}
            - {name: inside, provider: inside, model: gpt-oss-120b,
               price: {input: 0.15, output: 0.60}}
            - {name: inside-too, provider: inside-too, model: gpt-oss-120b,
               price: {input: 0.15, output: 0.60}}
      routes:
        gpt-oss-120b: {objective: interactive, only: {data_zones: [eu]}}
      callers:
        - {name: app, key: "${CALLER_KEY}", models: ["*"], expose: full, class: interactive}
      """;
}
