package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.chaos.FakeUpstream;
import dev.isthmus.load.chaos.RawClient;
import dev.isthmus.load.chaos.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The heap fills, step by step, and empties again. */
final class BallastIT {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String URGENT = "sk-urgent-0123456789";
  private static final String BATCH = "sk-batch-0123456789";

  @Test
  @Case(id = "OV4", did = "80, 93, 96 and 98.5 % of a heap of 512 MiB in use, then 50 %")
  void theFullerTheHeapTheLessIsTaken(Figures figures) throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start(Script.answer(200, Documents.CHAT));
        PackagedGateway gateway =
            PackagedGateway.startMain(
                Ballast.class.getName(),
                CONFIG.formatted(upstream.port()),
                Map.of(),
                "-Xms512m",
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dio.netty.leakDetection.level=simple")) {
      fill(gateway, 80);
      step(gateway, figures, 80, "200 keep", "200 keep");
      fill(gateway, 93);
      step(gateway, figures, 93, "200 close", "503 close");
      fill(gateway, 96);
      step(gateway, figures, 96, "503 close", "503 close");
      fill(gateway, 98.5);
      step(gateway, figures, 98.5, "none", "none");
      fill(gateway, 50);
      step(gateway, figures, 50, "200 keep", "200 keep");
      assertTrue(gateway.process().isAlive());
    }
  }

  private static void fill(PackagedGateway gateway, double percent) throws IOException {
    OutputStream in = gateway.process().getOutputStream();
    in.write((percent + "\n").getBytes(StandardCharsets.US_ASCII));
    in.flush();
  }

  /** Waits until both callers are treated so; what is seen before is not wrong, but early. */
  private static void step(
      PackagedGateway gateway, Figures figures, double percent, String urgent, String batch)
      throws Exception {
    long start = System.nanoTime();
    String seen = "";
    String wanted = urgent + ", " + batch;
    while (!seen.equals(wanted)) {
      assertTrue(
          System.nanoTime() - start < PATIENCE.toNanos(), percent + " %: " + seen + " for long");
      TimeUnit.MILLISECONDS.sleep(100);
      seen = ask(gateway, URGENT) + ", " + ask(gateway, BATCH);
    }
    figures.add("at_" + percent, seen);
    figures.add("after_seconds_" + percent, (System.nanoTime() - start) / 1e9);
    assertEquals(wanted, seen);
  }

  /** The status, and whether the connection stays; none where the connection is not taken. */
  private static String ask(PackagedGateway gateway, String key) {
    String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    try (RawClient client = RawClient.connect(gateway.base().getPort())) {
      client.send(Documents.chatHead(key, body.length()) + body);
      RawClient.Reading answer = client.readUntil("}", Duration.ofSeconds(5));
      if (!answer.text().startsWith("HTTP/1.1 ")) {
        return "none";
      }
      boolean closes = answer.text().contains("connection: close");
      return answer.status() + (closes ? " close" : " keep");
    } catch (IOException e) {
      return "none";
    }
  }

  private static final String CONFIG =
      """
      limits: {drain_delay: 0s}
      listeners: [{address: "127.0.0.1:0"}]
      admin: {address: "127.0.0.1:0"}
      providers:
        one: {type: compatible, endpoint: "http://127.0.0.1:%d/v1", credential: none,
          allow_private: true}
      models: {m: {deployments: [{name: d, provider: one, model: m, price: free}]}}
      callers:
        - {name: urgent, key: sk-urgent-0123456789, class: interactive}
        - {name: batch, key: sk-batch-0123456789, class: batch}
      """;
}
