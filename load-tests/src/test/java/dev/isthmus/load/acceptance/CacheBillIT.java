package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.load.cloud.Sale;
import dev.isthmus.load.cloud.TokenCount;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept in a provider's cache, and for how long, costs in the ledger what the bill says. */
final class CacheBillIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String KEY = "sk-cache";
  private static final int CALLS = 4;

  /** One on each cloud, so that a cloud's bill is that of one deployment. */
  private static final List<SdkBackend> BACKENDS =
      List.of(SdkBackend.VERTEX_CLAUDE, SdkBackend.ANTHROPIC, SdkBackend.BEDROCK);

  @Test
  void cacheWritesOfBothLivesMatchTheBill() throws Exception {
    try (SdkClouds clouds = new SdkClouds();
        PackagedGateway gateway =
            PackagedGateway.start(config(clouds), new HashMap<>(clouds.secrets()))) {
      for (SdkBackend backend : BACKENDS) {
        for (String life : List.of("1h", "5m")) {
          ask(gateway, backend.chat(), life, false);
          ask(gateway, backend.chat(), life, true);
        }
        List<Sale> sales = clouds.of(backend).bill().awaitSales(CALLS, PATIENCE);
        assertBooked(ledger(gateway, "at-" + backend.chat()), sales, backend);
      }
    }
  }

  private static void assertBooked(JsonNode ledger, List<Sale> sales, SdkBackend backend) {
    TokenCount sold = sales.stream().map(Sale::tokens).reduce(TokenCount.NONE, TokenCount::plus);
    String where = backend + ": " + ledger;
    assertTrue(sold.hourCacheWrite() > 0 && sold.hourCacheWrite() < sold.cacheWrite(), where);
    assertTrue(sold.cached() > 0, where);
    assertEquals(sold.input(), ledger.path("input_tokens").asLong(), where);
    assertEquals(sold.cached(), ledger.path("cached_input_tokens").asLong(), where);
    assertEquals(sold.cacheWrite(), ledger.path("cache_write_tokens").asLong(), where);
    assertEquals(sold.hourCacheWrite(), ledger.path("cache_write_1h_tokens").asLong(), where);
    assertEquals(
        sales.stream().mapToLong(Sale::picodollars).sum(),
        ledger.path("picodollars").asLong(),
        where);
  }

  /** A call is entered once its last byte was written, which its caller may see first. */
  private static JsonNode ledger(PackagedGateway gateway, String deployment) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode reported;
    do {
      JsonNode state = MAPPER.readTree(gateway.admin("/admin/state"));
      reported = state.at("/deployments/" + deployment + "/ledger/reported");
    } while (reported.path("attempts").asInt() < CALLS && System.nanoTime() < end);
    return reported;
  }

  private static void ask(PackagedGateway gateway, String model, String life, boolean stream)
      throws Exception {
    String body =
        ("{'model':'%s','max_tokens':60,'stream':%s,'system':[{'type':'text','text':'%s',"
                + "'cache_control':{'type':'ephemeral','ttl':'%s'}}],"
                + "'messages':[{'role':'user','content':'Which?'}]}")
            .formatted(model, stream, (life + " ").repeat(6000), life)
            .replace('\'', '"');
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.base() + "/v1/messages"))
            .header("x-api-key", KEY)
            .header("content-type", "application/json")
            .header("anthropic-version", "2023-06-01")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
  }

  private static String config(SdkClouds clouds) {
    StringBuilder models = new StringBuilder("models:\n");
    for (SdkBackend backend : BACKENDS) {
      SdkClouds.deploy(models, backend.chat(), backend.provider(), backend.deployment("chat"));
    }
    return """
        limits: {drain_delay: 0s}
        listeners: [{address: "127.0.0.1:0"}]
        admin: {address: "127.0.0.1:0"}
        """
        + clouds.providers()
        + models
        + "callers: [{name: cache, key: \""
        + KEY
        + "\", models: [\"*\"]}]\n";
  }
}
