package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.chaos.RawClient;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Sale;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.cloud.model.SimulatedModel.Temper;
import dev.isthmus.server.boot.Gateway;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Callers that go away, and callers that stay and do not read. */
@Tag("drill")
final class HangUpIT {
  private static final int HANG_UPS = 200;
  private static final int AT_ONCE = 4;
  private static final int MOST_MILLIS_UNTIL_HANG_UP = 600;
  private static final double MOST_MILLIS = 50;

  private static final int SILENT_CALLERS = 20;
  private static final long MOST_BYTES_HELD = 256 << 10;
  private static final int LONG_ANSWER = 400_000;
  private static final int RECEIVE_BYTES = 16 << 10;

  private static final Pattern REQUEST_ID = Pattern.compile("(?i)x-request-id: (\\S+)");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** When a caller hung up, by {@link System#nanoTime()}, which the cloud's bill goes by, too. */
  private record HangUp(String requestId, long atNanos) {}

  @Test
  @Case(id = "C1", did = "200 callers hang up, by FIN or reset, at random moments of a stream")
  void aCallerThatHangsUpClosesTheCallToTheCloud(Figures figures) throws Exception {
    Tempo tempo = Tempo.of(Duration.ofMillis(40), 100);
    try (CloudStand stand = new CloudStand("objective: interactive", tempo, List.of("eu-1"))) {
      List<HangUp> hangUps = hangUps(stand, /* seed= */ 5);
      Map<String, Sale> sales = new HashMap<>();
      for (Sale sale : stand.cloud("eu-1").bill().awaitSales(HANG_UPS, PATIENCE)) {
        sales.put(sale.clientRequestId(), sale);
      }
      List<Double> millis = new ArrayList<>();
      for (HangUp hangUp : hangUps) {
        Sale sale = sales.get(hangUp.requestId());
        assertNotNull(sale, hangUp::toString);
        assertEquals(Sale.End.CANCELLED, sale.end(), sale::toString);
        millis.add((sale.times().endNanos() - hangUp.atNanos()) / 1e6);
      }
      millis.sort(null);
      figures
          .add("p50_ms", millis.get(HANG_UPS / 2))
          .add("p99_ms", millis.get(HANG_UPS * 99 / 100));
      figures.add("max_ms", millis.get(HANG_UPS - 1));
      assertTrue(millis.get(HANG_UPS * 99 / 100) <= MOST_MILLIS, millis::toString);
    }
  }

  private static List<HangUp> hangUps(CloudStand stand, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    int port = stand.gateway().base().getPort();
    ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<HangUp>> running = new ArrayList<>();
      for (int i = 0; i < HANG_UPS; i++) {
        int after = random.nextInt(MOST_MILLIS_UNTIL_HANG_UP);
        boolean reset = random.nextBoolean();
        running.add(callers.submit(() -> hangUp(port, after, reset)));
      }
      List<HangUp> done = new ArrayList<>();
      for (Future<HangUp> one : running) {
        done.add(one.get());
      }
      return done;
    } finally {
      callers.shutdownNow();
    }
  }

  private static HangUp hangUp(int port, int afterMillis, boolean reset) throws IOException {
    RawClient client = RawClient.connect(port);
    client.send(request(400));
    String seen = client.readUntil("\"content\":\"", PATIENCE).text();
    Matcher id = REQUEST_ID.matcher(seen);
    assertTrue(id.find(), seen);
    client.readToEnd(Duration.ofMillis(Math.max(1, afterMillis)));
    long now = System.nanoTime();
    if (reset) {
      client.reset();
    } else {
      client.close();
    }
    return new HangUp(id.group(1), now);
  }

  /**
   * The gateway lives in this process, so that its buffers can be counted; the cloud has others.
   */
  @Test
  @Case(id = "C2", did = "20 callers stop to read answers of 400,000 tokens")
  void aCallerThatDoesNotReadCostsLittle(Figures figures) throws Exception {
    List<RawClient> callers = new ArrayList<>();
    CloudHost host = CloudHost.start(1);
    Cloud cloud = host.open(TALKATIVE);
    try (host;
        Gateway gateway = gateway(cloud.port())) {
      int port = gateway.addresses().get(0).getPort();
      try (RawClient first = RawClient.connect(port)) {
        first.send(request(10)).readUntil("[DONE]", PATIENCE);
      }
      long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
      for (int i = 0; i < SILENT_CALLERS; i++) {
        callers.add(RawClient.connect(port, RECEIVE_BYTES).send(request(LONG_ANSWER)));
      }
      long most = 0;
      for (int i = 0; i < 40; i++) {
        new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS); // the cloud pushes meanwhile
        most = Math.max(most, PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - before);
      }
      long each = most / SILENT_CALLERS;
      figures.add("bytes_held_per_caller", each);
      int running = cloud.bill().openSales().size();
      figures.add("answers_under_way", running);
      assertEquals(SILENT_CALLERS, running, "the cloud could push whole answers");
      assertTrue(each <= MOST_BYTES_HELD, "bytes per caller: " + each);
    } finally {
      for (RawClient caller : callers) {
        caller.close();
      }
    }
  }

  private static final CloudSpec TALKATIVE =
      CloudSpec.compatible("eu-1")
          .deploy(
              Deployment.of(CloudStand.MODEL, CloudStand.MODEL)
                  .temper(new Temper(60, 0, LONG_ANSWER)));

  private static Gateway gateway(int cloudPort) throws IOException {
    Path file = Files.createTempFile("isthmus-", ".yaml");
    file.toFile().deleteOnExit();
    Files.writeString(
        file, CloudStand.config("objective: interactive", List.of("eu-1"), List.of(cloudPort)));
    LoadResult read = new ConfigLoader(Map.of("CALLER_KEY", CloudStand.KEY)).load(file);
    return Gateway.start(((LoadResult.Loaded) read).config());
  }

  private static String request(int tokens) {
    String body =
        "{\"model\":\"gpt-oss-120b\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":"
            + "\"sim:tokens="
            + tokens
            + "\"}]}";
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
        + CloudStand.KEY
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
