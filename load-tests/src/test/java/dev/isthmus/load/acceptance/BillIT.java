package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.FaultKind;
import dev.isthmus.load.cloud.Sale;
import dev.isthmus.load.cloud.Tariff;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.generator.LoadPlan;
import dev.isthmus.load.generator.LoadRun;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The books against the clouds' own bills, through retries, failovers and aborts. */
final class BillIT {
  private static final String MODEL = "gpt-oss-120b";
  private static final String KEY = "sk-bill";
  private static final int CALLS_PER_SECOND = 60;
  private static final Duration RUN = Duration.ofSeconds(8);
  private static final int ABORTS = 40;

  @Test
  void reportedRowsMatchTheCloudsBillsToTheToken() throws Exception {
    try (CloudHost host = CloudHost.start(1)) {
      Cloud first = host.open(cloud("first", 1));
      Cloud second = host.open(cloud("second", 2));
      first.faults().add(Fault.status(503).probability(0.1));
      first.faults().add(Fault.of(FaultKind.RESET_AFTER_EVENTS).probability(0.05));
      second.faults().add(Fault.of(FaultKind.ERROR_MIDSTREAM).probability(0.05));
      second.faults().add(Fault.status(429).probability(0.05));
      try (PackagedGateway gateway = PackagedGateway.start(config(first, second), Map.of("CALLER_KEY", KEY));
          Figures figures = new Figures("bill")) {
        LoadPlan plan =
            LoadPlan.of(gateway.base(), MODEL, CALLS_PER_SECOND, RUN).key(KEY).streaming(0.5);
        LoadRun load = LoadRun.start(plan);
        abortSome(gateway);
        load.await();
        compare("first", first, gateway, figures);
        compare("second", second, gateway, figures);
      }
    }
  }

  private static CloudSpec cloud(String name, long seed) {
    return CloudSpec.compatible(name)
        .deploy(
            Deployment.of(MODEL, MODEL)
                .tempo(Tempo.of(Duration.ofMillis(20), 2_000))
                .tariff(new Tariff(0.15, 0.075, 0.6)))
        .seed(seed);
  }

  /** Streams whose callers hang up after the first bytes. */
  private static void abortSome(PackagedGateway gateway) throws Exception {
    String body =
        "{\"model\":\""
            + MODEL
            + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"sim:tokens=2000\"}]}";
    String request =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + KEY
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    for (int i = 0; i < ABORTS; i++) {
      try (Socket socket = new Socket("127.0.0.1", gateway.base().getPort())) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().readNBytes(600 + 40 * i);
      }
    }
  }

  private static void compare(String name, Cloud cloud, PackagedGateway gateway, Figures figures)
      throws Exception {
    List<Sale> told = cloud.bill().sales().stream().filter(Sale::usageSent).toList();
    long soldInput = told.stream().mapToLong(sale -> sale.tokens().input()).sum();
    long soldOutput = told.stream().mapToLong(sale -> sale.tokens().output()).sum();
    long soldPicodollars = told.stream().mapToLong(Sale::picodollars).sum();
    JsonNode ledger =
        new ObjectMapper()
            .readTree(gateway.admin("/admin/state"))
            .at("/deployments/" + name + "/ledger");
    JsonNode reported = ledger.path("reported");
    figures
        .add(name + "_reported", reported.path("attempts").asLong())
        .add(name + "_estimated", ledger.at("/estimated/attempts").asLong())
        .add(name + "_input", soldInput)
        .add(name + "_output", soldOutput);
    assertTrue(told.size() > 50, "told: " + told.size());
    assertTrue(ledger.at("/estimated/attempts").asLong() > 0, "no attempt was cut short");
    assertEquals(told.size(), reported.path("attempts").asLong(), name + " attempts");
    assertEquals(soldInput, reported.path("input_tokens").asLong(), name + " input");
    assertEquals(soldOutput, reported.path("output_tokens").asLong(), name + " output");
    assertEquals(
        soldPicodollars,
        reported.path("whole_dollars").asLong() * 1_000_000_000_000L
            + reported.path("picodollars").asLong(),
        name + " picodollars");
  }

  private static String config(Cloud first, Cloud second) {
    return CONFIG
        .replace("@FIRST@", first.base().toString())
        .replace("@SECOND@", second.base().toString());
  }

  private static final String CONFIG =
      """
      listeners: [{address: "127.0.0.1:0"}]
      admin: {address: "127.0.0.1:0"}
      providers:
        first: {type: compatible, endpoint: "@FIRST@/v1", region: one, credential: none,
          allow_private: true}
        second: {type: compatible, endpoint: "@SECOND@/v1", region: two, credential: none,
          allow_private: true}
      models:
        gpt-oss-120b:
          deployments:
            - {name: first, provider: first, model: gpt-oss-120b,
               price: {input: 0.15, cached_input: 0.075, output: 0.60}}
            - {name: second, provider: second, model: gpt-oss-120b,
               price: {input: 0.15, cached_input: 0.075, output: 0.60}}
      routes:
        gpt-oss-120b: {objective: interactive}
      callers:
        - {name: app, key: "${CALLER_KEY}", models: ["*"], expose: full, class: interactive}
      """;
}
