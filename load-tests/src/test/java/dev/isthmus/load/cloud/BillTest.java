package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.chaos.RawClient;
import dev.isthmus.load.cloud.Sale.End;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BillTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Tempo SLOW = new Tempo(Duration.ZERO, 50, 1e9, 0, 1);

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final CloudClient client;

  BillTest() throws IOException {
    Tariff tariff = new Tariff(1, 0.5, 4);
    cloud =
        host.open(
            CloudSpec.compatible("c")
                .deploy(Deployment.of("fast", "fast").tariff(tariff))
                .deploy(Deployment.of("slow", "slow").tempo(SLOW).tariff(tariff)));
    client = new CloudClient(cloud.base(), "x-request-id", "mine");
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void whatIsBilledIsWhatTheAnswerSays() throws Exception {
    JsonNode usage =
        client.post("/v1/chat/completions", body("fast", 30, false)).json().path("usage");

    Sale sale = cloud.bill().awaitSales(1, PATIENCE).get(0);

    assertEquals(End.COMPLETE, sale.end());
    assertEquals(usage.path("prompt_tokens").asLong(), sale.tokens().input());
    assertEquals(30, sale.tokens().output());
    assertEquals(1_000_000 * sale.tokens().input() + 30 * 4_000_000, sale.picodollars());
    assertTrue(sale.usageSent());
    assertEquals("mine", sale.clientRequestId());
    assertEquals("fast", sale.what().deployment());
  }

  @Test
  void aCallerWhoHangsUpPaysForWhatWasGeneratedUntilThen() throws Exception {
    try (RawClient caller = RawClient.connect(cloud.port())) {
      caller.send(request(body("slow", 10_000, true)));
      caller.readUntil("\"content\":\"", PATIENCE);
      caller.readUntil("\"content\":\"", PATIENCE);
      caller.readUntil("\"content\":\"", PATIENCE);
    }

    Sale sale = cloud.bill().awaitSales(1, PATIENCE).get(0);

    assertEquals(End.CANCELLED, sale.end());
    // the role's empty content, then two tokens at least
    assertTrue(sale.tokens().output() >= 2 && sale.tokens().output() < 10_000, sale.toString());
    assertFalse(sale.usageSent());
    assertTrue(sale.times().endNanos() > sale.times().startNanos());
    assertEquals(0, cloud.bill().openSales().size());
  }

  @Test
  void aPlainAnswerThatNobodyWaitsForIsCancelledAtItsPace() throws Exception {
    RawClient caller = RawClient.connect(cloud.port());
    caller.send(request(body("slow", 10_000, false)));
    while (cloud.bill().openSales().isEmpty()) {
      Thread.onSpinWait();
    }
    caller.reset();

    Sale sale = cloud.bill().awaitSales(1, PATIENCE).get(0);

    assertEquals(End.CANCELLED, sale.end());
    assertTrue(sale.tokens().output() < 10_000, sale.toString());
    assertTrue(sale.tokens().input() > 0);
  }

  @Test
  void aReaderWhoStopsIsWaitedForAndNotGeneratedFor() throws Exception {
    try (RawClient caller = RawClient.connect(cloud.port(), 4096)) {
      caller.send(request(body("fast", 4_000_000, true)));
      caller.readUntil("\"content\":\"", PATIENCE);

      caller.pause(Duration.ofMillis(300));
    }

    Sale sale = cloud.bill().awaitSales(1, PATIENCE).get(0);

    assertEquals(End.CANCELLED, sale.end());
    assertTrue(sale.tokens().output() < 400_000, sale.toString());
  }

  @Test
  void refusalsAreRowsThatCostNothing() throws Exception {
    client.post("/v1/chat/completions", "{'model':'none'}");
    client.get("/elsewhere");

    List<Sale> sales = cloud.bill().awaitSales(2, PATIENCE);

    assertTrue(
        sales.stream().allMatch(sale -> sale.end() == End.REFUSED && sale.picodollars() == 0));
    assertEquals(2, cloud.bill().total().refused());
  }

  @Test
  void everyByteAndConnectionIsCountedAndTheControlPortIsNot() throws Exception {
    byte[] noise = "\u0001 no HTTP at all\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    new CloudClient(URI.create("http://127.0.0.1:" + cloud.controlPort())).get("/_sim/state");
    assertEquals(0, cloud.bill().requestBytes());

    try (RawClient caller = RawClient.connect(cloud.port())) {
      caller.send(noise).readToEnd(PATIENCE);
    }

    assertEquals(noise.length, cloud.bill().requestBytes());
    assertEquals(1, cloud.bill().connectionsEver());
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (RawClient caller = RawClient.connect(cloud.port())) {
      caller
          .send(request(body("fast", 3, false)))
          .send("GET /nowhere HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n");

      String text = caller.readToEnd(PATIENCE).text();

      assertTrue(text.indexOf("HTTP/1.1 200") == 0 && text.indexOf("HTTP/1.1 404") > 0, text);
    }
  }

  private static byte[] request(String body) {
    String json = body.replace('\'', '"');
    return ("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: "
            + json.length()
            + "\r\n\r\n"
            + json)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String body(String model, int tokens, boolean stream) {
    return "{'model':'"
        + model
        + "','max_tokens':5000000,'messages':[{'role':'user','content':'sim:tokens="
        + tokens
        + "'}],'stream':"
        + stream
        + "}";
  }
}
