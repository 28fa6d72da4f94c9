package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.chaos.FakeUpstream;
import dev.isthmus.load.chaos.RawClient;
import dev.isthmus.load.chaos.Script;
import dev.isthmus.load.stand.MetricsPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Long prompts, and where in them the model stands. */
final class UploadIT {
  private static final int MIB = 1 << 20;
  private static final long DIRECT = 256L * MIB;
  private static final String KEY = "sk-upload-0123456789";

  /** What a body may take while its provider thinks; and while it comes, its parts are joined. */
  private static final double MOST_OF_BODY = 1.1;

  private static final double MOST_WHILE_COMING = 2;
  private static final int MOST_BESIDE = MIB / 2;

  private FakeUpstream upstream;
  private PackagedGateway gateway;

  @BeforeEach
  void start() throws Exception {
    // Long enough for a look at the memory while the body is still held.
    Script slow = Script.onRequest().pause(Duration.ofSeconds(2)).send(answer());
    upstream = FakeUpstream.start(slow);
    gateway =
        PackagedGateway.start(
            CONFIG.formatted(upstream.port()),
            Map.of(),
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=256m",
            "-Dio.netty.leakDetection.level=simple");
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    upstream.close();
  }

  private static String answer() {
    return "HTTP/1.1 200 X\\r\\nContent-Type: application/json\\r\\nConnection: close\\r\\n"
        + "Content-Length: "
        + Documents.CHAT.length()
        + "\\r\\n\\r\\n"
        + Documents.CHAT;
  }

  @Test
  @Case(id = "LIM4", did = "prompts of 1, 8 and 31 MiB, an image by data URL among them")
  void longPromptsPass(Figures figures) throws Exception {
    for (int mebibytes : new int[] {1, 8, 31}) {
      String image =
          "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
              + "A".repeat(mebibytes * MIB / 2)
              + "\"}}";
      String text = "{\"type\":\"text\",\"text\":\"" + "x".repeat(mebibytes * MIB / 2) + "\"}";
      String messages = "[{\"role\":\"user\",\"content\":[" + text + "," + image + "]}]";
      String body = "{\"model\":\"m\",\"messages\":" + messages + "}";
      figures.add("held_per_body_" + mebibytes + "_mib", held(body));
    }
  }

  @Test
  @Case(id = "LIM5", did = "the model behind 31 MiB of messages, and behind 33")
  void theModelMayStandLast(Figures figures) throws Exception {
    figures.add("held_per_body", held(modelLast(31 * MIB)));
    String tooLong = refusal(33 * MIB);
    figures.add("over_the_limit", tooLong.substring(0, tooLong.indexOf('\r')));
    assertTrue(tooLong.startsWith("HTTP/1.1 413"), tooLong);
    assertTrue(tooLong.contains("32"), tooLong);
  }

  /** What a caller is told who announces so much, and sends the beginning of it. */
  private String refusal(int bytes) throws IOException {
    try (RawClient client = RawClient.connect(gateway.base().getPort())) {
      client.send(Documents.chatHead(KEY, bytes) + modelLast(MIB));
      return client.readToEnd(Duration.ofSeconds(10)).text();
    }
  }

  private static String modelLast(int bytes) {
    String messages = "[{\"role\":\"user\",\"content\":\"" + "x".repeat(bytes) + "\"}]";
    return "{\"messages\":" + messages + ",\"model\":\"m\"}";
  }

  /** Sends {@code body}, and answers how much direct memory was held for each byte of it. */
  private double held(String body) throws Exception {
    double before = directInUse();
    CompletableFuture<RawAnswer> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return ask(body);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    List<Double> seen = new ArrayList<>();
    while (!answer.isDone()) {
      seen.add((directInUse() - before) * DIRECT);
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertEquals(200, answer.get().status(), answer.get()::text);
    Collections.sort(seen);
    // Coming takes less than a second, and the provider thinks for two.
    double held = seen.get(seen.size() / 2);
    double most = seen.get(seen.size() - 1);
    int bytes = body.length();
    assertTrue(held >= 0.9 * bytes, held + " bytes seen of a body of " + bytes);
    assertTrue(held <= MOST_OF_BODY * bytes + MOST_BESIDE, held + " held for " + bytes);
    assertTrue(most <= MOST_WHILE_COMING * bytes + MOST_BESIDE, most + " at a peak for " + bytes);
    return held / bytes;
  }

  private double directInUse() throws Exception {
    String name = "isthmus_memory_used_ratio";
    return new MetricsPage(gateway.adminPort().get("/metrics")).sum(name, "direct");
  }

  private RawAnswer ask(String body) throws IOException {
    List<String> headers = List.of("authorization: Bearer " + KEY);
    return RawAnswer.of(gateway.base(), "POST", "/v1/chat/completions", headers, body);
  }

  private static final String CONFIG =
      """
      limits: {drain_delay: 0s}
      listeners: [{address: "127.0.0.1:0"}]
      admin: {address: "127.0.0.1:0"}
      providers:
        one: {type: compatible, endpoint: "http://127.0.0.1:%d/v1", credential: none,
          allow_private: true}
      models: {m: {deployments: [{name: d, provider: one, model: m, price: free,
        capabilities: [chat, images]}]}}
      callers: [{name: upload, key: sk-upload-0123456789, class: interactive}]
      """;
}
