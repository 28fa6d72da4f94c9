package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.chaos.RawClient;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.FaultKind;
import dev.isthmus.load.cloud.Sale;
import dev.isthmus.load.cloud.Tempo;
import dev.isthmus.load.stand.MetricsPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A deployment that hangs at its first content, and calls that run beside it, over real sockets.
 */
final class HedgeIT {
  private static final String ROUTE =
      "objective: interactive, hedge: {after: p95, least: 300ms, calls: 0.2, spend: 0.2}";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Behind them two hedges and more, with their money. */
  private static final int USUAL_CALLS = 60;

  private static final int MOST_CALLS = 200;

  /**
   * The first content usually comes after 40 ms, and now after 20 s; without a hedge, after 10 s.
   */
  private static final double HANGS = 500;

  private static final double MOST_SECONDS = 4;

  @Test
  void aCallToADeploymentThatHangsIsAnsweredByAnother() throws Exception {
    Tempo tempo = Tempo.of(Duration.ofMillis(40), 1000);
    try (CloudStand stand = new CloudStand(ROUTE, tempo, List.of("eu-1", "us-1"))) {
      for (int i = 0; i < USUAL_CALLS; i++) {
        ask(stand);
      }
      // The one that is asked most, so that the fault meets a call.
      Cloud hangs = Collections.max(stand.clouds(), Comparator.comparingInt(HedgeIT::sales));
      // A pause of this machine may have been reason enough for a second attempt already.
      Map<String, JsonNode> usual = AccessLines.of(stand.gateway(), USUAL_CALLS);
      hangs.bill().clear();
      hangs.faults().add(slow());
      List<Double> seconds = new ArrayList<>();
      boolean prompt = true;
      while (prompt && sales(hangs, Sale.End.CANCELLED) == 0 && seconds.size() < MOST_CALLS) {
        long began = System.nanoTime();
        ask(stand);
        double took = (System.nanoTime() - began) / 1e9;
        prompt = took < MOST_SECONDS;
        seconds.add(took);
      }
      assertTrue(prompt, seconds::toString);
      Map<String, JsonNode> lines = AccessLines.of(stand.gateway(), USUAL_CALLS + seconds.size());
      lines.keySet().removeAll(usual.keySet());
      theLinesTell(lines, hangs.name());
      assertTrue(sales(hangs, Sale.End.CANCELLED) > 0, "the cloud was not told");
      MetricsPage metrics = new MetricsPage(stand.gateway().admin("/metrics"));
      assertTrue(metrics.sum("isthmus_hedges_total", "outcome=\"won\"") > 0);
      assertTrue(metrics.sum("isthmus_hedge_waste_dollars_total", "route=\"gpt-oss-120b\"") > 0);
      theLedgerHasTheWaste(stand.state(), hangs.name());
    }
  }

  private static int sales(Cloud cloud) {
    return cloud.bill().sales().size();
  }

  private static int sales(Cloud cloud, Sale.End end) {
    return cloud.bill().sales(end).size();
  }

  private static Fault slow() {
    Fault fault = Fault.of(FaultKind.SLOW_FIRST_TOKEN);
    Fault.Detail usual = fault.detail();
    return fault.detail(
        new Fault.Detail(
            usual.status(),
            usual.retry(),
            usual.headers(),
            usual.events(),
            HANGS,
            usual.bytes(),
            usual.location()));
  }

  private static void ask(CloudStand stand) throws Exception {
    String body =
        "{\"model\":\"gpt-oss-120b\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":"
            + "\"sim:tokens=30\"}]}";
    String request =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + CloudStand.KEY
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (RawClient client = RawClient.connect(stand.gateway().base().getPort())) {
      String answer = client.send(request).readUntil("[DONE]", PATIENCE).text();
      assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    }
  }

  private static void theLinesTell(Map<String, JsonNode> lines, String loser) {
    List<JsonNode> raced = lines.values().stream().filter(line -> line.has("hedge")).toList();
    assertFalse(raced.isEmpty(), "no call ran at two");
    for (JsonNode line : raced) {
      assertEquals("completed", line.path("outcome").asText(), line::toString);
      assertNotEquals(loser, line.path("deployment").asText(), line::toString);
      assertEquals(2, line.path("attempts").asInt(), line::toString);
      assertTrue(line.path("wasted_picodollars").asLong() > 0, line::toString);
    }
  }

  private static void theLedgerHasTheWaste(JsonNode state, String loser) {
    JsonNode ledger = state.path("deployments").path(loser).path("ledger");
    assertTrue(ledger.path("estimated").path("attempts").asLong() > 0, ledger::toString);
  }
}
