package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.chaos.RawClient;
import dev.isthmus.load.cloud.CloudClient.Answer;
import dev.isthmus.load.cloud.Sale.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's own API and Claude in Foundry: sign-in, answers, streams, caches, limits, faults. */
final class AnthropicCloudTest {

  private static final String MESSAGES = "/v1/messages";
  private static final String FIRST = "2023-06-01";
  private static final String WEATHER =
      ",'tools':[{'name':'get_weather','input_schema':{'type':'object','properties':"
          + "{'city':{'type':'string'}}}},{'name':'ping_home','input_schema':{'type':'object'}}]";
  private static final String THINKING = ",'thinking':{'type':'enabled','budget_tokens':2000}";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Tempo SLOW = new Tempo(Duration.ZERO, 50, 1e9, 0, 1);

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final CloudClient client;

  AnthropicCloudTest() throws IOException {
    cloud =
        host.open(
            CloudSpec.anthropic("an")
                .key("k")
                .deploy(
                    Deployment.of("claude", "claude-20260101").tariff(new Tariff(1, 0.1, 1.25, 5)))
                .deploy(Deployment.of("slow", "slow").tempo(SLOW))
                .deploy(Deployment.of("tight", "tight").limits(Limits.perMinute(6000, 2))));
    client = new CloudClient(cloud.base(), "x-api-key", "k", "anthropic-version", FIRST);
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void anAnswerHasTheShapeOfAMessage() throws Exception {
    Answer answer = client.post(MESSAGES, ask("sim:say=Green", ""));
    JsonNode message = answer.json();

    assertTrue(message.path("id").asText().startsWith("msg_"));
    assertEquals("message", message.path("type").asText());
    assertEquals("claude-20260101", message.path("model").asText());
    assertEquals("Green", message.at("/content/0/text").asText());
    assertEquals("end_turn", message.path("stop_reason").asText());
    assertTrue(message.path("stop_sequence").isNull());
    assertEquals(2, message.at("/usage/output_tokens").asInt());
    assertTrue(answer.header("request-id").startsWith("req_"));
    assertFalse(answer.header("anthropic-organization-id").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sim:tokens=40",
        "Weather in Oslo and Rome?",
        "Please ping_home",
        "sim:blocked",
        "sim:filtered sim:tokens=20",
        "sim:redacted sim:tokens=9"
      })
  void aStreamBuildsTheMessageThatAPlainAnswerIs(String text) throws Exception {
    for (String thinking : List.of("", THINKING)) {
      ObjectNode plain = (ObjectNode) client.post(MESSAGES, ask(text, WEATHER + thinking)).json();

      ClaudeEvents.Whole streamed =
          ClaudeEvents.read(
              client.post(MESSAGES, ask(text, WEATHER + thinking + ",'stream':true")).body());

      assertTrue(streamed.names().contains("ping"));
      assertEquals(plain.remove("id").size(), streamed.message().remove("id").size());
      assertEquals(plain, streamed.message());
      assertEquals(
          !thinking.isEmpty() && !text.equals("sim:blocked"),
          plain.at("/content/0/type").asText().endsWith("thinking"),
          plain.toString());
    }
  }

  @Test
  void toolsAreCalledAtOnceUnlessThatIsForbiddenOrOneIsForced() throws Exception {
    String question = "Weather in Oslo and Rome?";

    JsonNode both = client.post(MESSAGES, ask(question, WEATHER)).json();
    JsonNode one =
        client
            .post(
                MESSAGES,
                ask(
                    question,
                    WEATHER + ",'tool_choice':{'type':'auto','disable_parallel_tool_use':true}"))
            .json();
    JsonNode forced =
        client
            .post(
                MESSAGES, ask("hi", WEATHER + ",'tool_choice':{'type':'tool','name':'ping_home'}"))
            .json();
    JsonNode none =
        client.post(MESSAGES, ask(question, WEATHER + ",'tool_choice':{'type':'none'}")).json();

    assertEquals(2, both.path("content").size());
    assertEquals("Rome", both.at("/content/1/input/city").asText());
    assertTrue(both.at("/content/0/id").asText().matches("toolu_[a-zA-Z0-9]+"));
    assertEquals("tool_use", both.path("stop_reason").asText());
    assertEquals(1, one.path("content").size());
    assertEquals("ping_home", forced.at("/content/0/name").asText());
    assertTrue(forced.at("/content/0/input").isObject());
    assertEquals("end_turn", none.path("stop_reason").asText());
  }

  @Test
  void aSchemaIsFollowed() throws Exception {
    String format =
        ",'output_config':{'format':{'type':'json_schema','schema':{'type':'object','properties':"
            + "{'n':{'type':'integer'}},'additionalProperties':false}}}";

    assertEquals(
        "{\"n\":7}", client.post(MESSAGES, ask("x", format)).json().at("/content/0/text").asText());
  }

  @Test
  void theEndSaysWhyItCame() throws Exception {
    JsonNode stopped =
        client
            .post(MESSAGES, ask("sim:say=one STOP two", ",'stop_sequences':['zz','STOP']"))
            .json();
    JsonNode cut = client.post(MESSAGES, ask("sim:tokens=40", "").replace("4000", "5")).json();
    JsonNode refused = client.post(MESSAGES, ask("sim:blocked", "")).json();

    assertEquals("one ", stopped.at("/content/0/text").asText());
    assertEquals("stop_sequence", stopped.path("stop_reason").asText());
    assertEquals("STOP", stopped.path("stop_sequence").asText());
    assertEquals("max_tokens", cut.path("stop_reason").asText());
    assertEquals(5, cut.at("/usage/output_tokens").asInt());
    assertEquals("refusal", refused.path("stop_reason").asText());
    assertEquals("refusal", refused.at("/stop_details/type").asText());
    assertTrue(refused.path("content").isEmpty());
  }

  @Test
  void thoughtsCountAsOutputAndMayBeLeftOut() throws Exception {
    JsonNode shown = client.post(MESSAGES, ask("sim:tokens=9", THINKING)).json();
    JsonNode omitted =
        client
            .post(
                MESSAGES, ask("sim:tokens=9", THINKING.replace("2000", "2000,'display':'omitted'")))
            .json();

    int thoughts = shown.at("/usage/output_tokens_details/thinking_tokens").asInt();
    assertTrue(thoughts > 0);
    assertEquals(9 + thoughts, shown.at("/usage/output_tokens").asInt());
    assertFalse(shown.at("/content/0/thinking").asText().isEmpty());
    assertEquals("", omitted.at("/content/0/thinking").asText("-"));
    assertFalse(omitted.at("/content/0/signature").asText().isEmpty());
  }

  @Test
  void markedPrefixesAreWrittenThenReadAndTheBillKnowsBoth() throws Exception {
    String system =
        ",'system':[{'type':'text','text':'%s','cache_control':{'type':'ephemeral'%s}}]";
    String five = String.format(system, "five ".repeat(1000), "");
    String hour = String.format(system, "hour ".repeat(1000), ",'ttl':'1h'");

    JsonNode first = client.post(MESSAGES, ask("sim:tokens=3", five)).json().path("usage");
    JsonNode second = client.post(MESSAGES, ask("sim:tokens=3 more", five)).json().path("usage");
    JsonNode hourly = client.post(MESSAGES, ask("sim:tokens=3", hour)).json().path("usage");
    String unmarked = five.replaceFirst(",'cache_control':\\{[^}]*\\}", "");
    JsonNode plain = client.post(MESSAGES, ask("sim:tokens=3", unmarked)).json().path("usage");

    int written = first.path("cache_creation_input_tokens").asInt();
    assertTrue(written > 1200 && written < 1300, first.toString());
    assertEquals(0, first.path("cache_read_input_tokens").asInt());
    assertEquals(written, second.path("cache_read_input_tokens").asInt());
    assertEquals(0, second.path("cache_creation_input_tokens").asInt());
    assertTrue(second.path("input_tokens").asInt() < 20);
    assertTrue(hourly.at("/cache_creation/ephemeral_1h_input_tokens").asInt() > 1200);
    assertEquals(0, hourly.at("/cache_creation/ephemeral_5m_input_tokens").asInt());
    assertEquals(written + first.path("input_tokens").asInt(), plain.path("input_tokens").asInt());
    List<Sale> sales = cloud.bill().awaitSales(4, PATIENCE);
    assertEquals(
        new TokenCount(plain.path("input_tokens").asInt(), 0, written, 0, 3, 0),
        sales.get(0).tokens());
    assertEquals(written, sales.get(1).tokens().cached());
    TokenCount kept = sales.get(2).tokens();
    assertEquals(
        hourly.at("/cache_creation/ephemeral_1h_input_tokens").asLong(), kept.cacheWrite());
    assertEquals(kept.cacheWrite(), kept.hourCacheWrite());
    assertEquals(
        1_000_000 * (kept.input() + kept.cacheWrite()) + 15_000_000, sales.get(2).picodollars());
    long rest = sales.get(0).tokens().input() - written;
    assertEquals(1_000_000 * rest + 1_250_000L * written + 15_000_000, sales.get(0).picodollars());
  }

  @Test
  void aMarkThatMovesOnWithTheConversationReadsWhatTheLastTurnWrote() throws Exception {
    String body =
        "{'model':'claude','max_tokens':9,'cache_control':{'type':'ephemeral'},'messages':[%s]}";
    String opening = "{'role':'user','content':'" + "word ".repeat(1000) + "'}";
    String turns = opening + ",{'role':'assistant','content':'a'},{'role':'user','content':'b'}";

    JsonNode first = client.post(MESSAGES, String.format(body, opening)).json().path("usage");
    JsonNode second = client.post(MESSAGES, String.format(body, turns)).json().path("usage");

    assertTrue(first.path("cache_creation_input_tokens").asInt() > 1200);
    assertEquals(first.path("cache_creation_input_tokens"), second.path("cache_read_input_tokens"));
    assertTrue(second.path("cache_creation_input_tokens").asInt() > 0);
    assertEquals(0, second.path("input_tokens").asInt());
  }

  @Test
  void aCountIsWhatAnAnswerBills() throws Exception {
    String body = ask("How many?", WEATHER);

    int counted =
        client
            .post(MESSAGES + "/count_tokens", body.replace(",'max_tokens':4000", ""))
            .json()
            .path("input_tokens")
            .asInt();

    assertEquals(client.post(MESSAGES, body).json().at("/usage/input_tokens").asInt(), counted);
  }

  @Test
  void modelsAreListedAndFoundByName() throws Exception {
    JsonNode list = client.get("/v1/models").json();

    assertEquals(3, list.path("data").size());
    assertEquals("claude", list.path("first_id").asText());
    assertFalse(list.path("has_more").asBoolean(true));
    assertEquals("model", client.get("/v1/models/slow").json().path("type").asText());
    assertEquals("not_found_error", client.get("/v1/models/no").json().at("/error/type").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "x-api-key, k, 2023-06-01, 200",
    "x-api-key, k, 2026-10-21, 200",
    "authorization, Bearer k, 2026-10-21, 200",
    "authorization, Bearer k, 2023-06-01, 200",
    "x-api-key, wrong, 2023-06-01, 401",
    "authorization, Bearer wrong, 2026-10-21, 401",
    "api-key, k, 2023-06-01, 401",
    "x-api-key, k, 2024-01-01, 400",
    "x-api-key, k, '', 400"
  })
  void theDoorAsksForAKeyAndAVersion(String name, String value, String version, int status)
      throws Exception {
    CloudClient caller =
        version.isEmpty()
            ? new CloudClient(cloud.base(), name, value)
            : new CloudClient(cloud.base(), name, value, "anthropic-version", version);

    Answer answer = caller.post(MESSAGES, ask("hi", ""));

    assertEquals(status, answer.status(), answer.body());
    if (status == 401) {
      assertEquals("authentication_error", answer.json().at("/error/type").asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"temperature", "top_p", "top_k"})
  void theVersionOfOctoberHasNoSamplingParameters(String name) throws Exception {
    String body = ask("hi", ",'" + name + "':1");
    CloudClient october =
        new CloudClient(
            cloud.base(), "authorization", "Bearer k", "anthropic-version", "2026-10-21");

    assertEquals(200, client.post(MESSAGES, body).status());
    assertEquals(400, october.post(MESSAGES, body).status());
    assertEquals(200, october.post(MESSAGES, ask("hi", "")).status());
  }

  @ParameterizedTest
  @CsvSource({
    "x-api-key, k, 200",
    "api-key, k, 200",
    "authorization, Bearer TOKEN, 200",
    "authorization, Bearer k, 401",
    "x-api-key, wrong, 401"
  })
  void foundryServesTheSameBehindItsOwnDoor(String name, String value, int status)
      throws Exception {
    Cloud azure =
        host.open(CloudSpec.azure("az", "eastus2").key("k").deploy(Deployment.of("claude", "c")));
    for (Cloud one : List.of(cloud, azure)) {
      CloudClient caller =
          new CloudClient(
              one.base(),
              name,
              value.replace("TOKEN", one.issueToken(60_000)),
              "anthropic-version",
              FIRST);

      Answer answer = caller.post("/anthropic/v1/messages", ask("hi", ""));

      assertEquals(status, answer.status(), answer.body());
      assertEquals(
          status == 200 ? "message" : "error", answer.json().path("type").asText(), answer.body());
    }
  }

  @Test
  void limitsAreSaidInEveryHeadAndAFullOneSaysWhenToComeBack() throws Exception {
    String body = ask("sim:tokens=5", "").replace("'claude'", "'tight'");

    Answer first = client.post(MESSAGES, body);
    client.post(MESSAGES, body);
    Answer full = client.post(MESSAGES, body);

    assertEquals("2", first.header("anthropic-ratelimit-requests-limit"));
    assertEquals("1", first.header("anthropic-ratelimit-requests-remaining"));
    assertEquals("6000", first.header("anthropic-ratelimit-tokens-limit"));
    assertEquals("5000", first.header("anthropic-ratelimit-input-tokens-limit"));
    assertEquals("1000", first.header("anthropic-ratelimit-output-tokens-limit"));
    Instant reset = Instant.parse(first.header("anthropic-ratelimit-tokens-reset"));
    assertTrue(reset.isAfter(Instant.now()) && reset.isBefore(Instant.now().plusSeconds(70)));
    assertEquals(429, full.status());
    assertEquals("rate_limit_error", full.json().at("/error/type").asText());
    assertTrue(Integer.parseInt(full.header("retry-after")) > 0);
    assertEquals("0", full.header("anthropic-ratelimit-requests-remaining"));
  }

  @Test
  void faultsWearAnthropicsHeaders() throws Exception {
    int busy = cloud.faults().add(Fault.status(529));
    Answer overloaded = client.post(MESSAGES, ask("hi", ""));
    cloud.faults().remove(busy);
    cloud.faults().add(Fault.status(429).retryAfter(RetryForm.SECONDS, 41_000));
    Answer limited = client.post(MESSAGES, ask("hi", ""));

    assertEquals("overloaded_error", overloaded.json().at("/error/type").asText());
    assertEquals("true", overloaded.header("x-should-retry"));
    assertEquals("41", limited.header("retry-after"));
    assertEquals("0", limited.header("anthropic-ratelimit-input-tokens-remaining"));
    assertTrue(limited.header("anthropic-ratelimit-tokens-reset").endsWith("Z"));
  }

  @Test
  void aStreamCanFailInItsMiddleByAnEventOrByDeath() throws Exception {
    String body = ask("sim:tokens=40", ",'stream':true");
    int error = cloud.faults().add(Fault.of(FaultKind.ERROR_MIDSTREAM).afterEvents(4));
    String failed = client.post(MESSAGES, body).body();
    cloud.faults().remove(error);
    int early = cloud.faults().add(Fault.of(FaultKind.END_EARLY).afterEvents(4));
    String ended = client.post(MESSAGES, body).body();
    cloud.faults().remove(early);
    cloud.faults().add(Fault.of(FaultKind.ERROR_IN_200));
    String atOnce = client.post(MESSAGES, body).body();

    String last =
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
            + "\"message\":\"Overloaded\"}}\n\n";
    assertTrue(failed.startsWith("event: message_start\n") && failed.endsWith(last), failed);
    assertEquals(5, failed.split("event: ", -1).length - 1);
    assertEquals(4, ended.split("event: ", -1).length - 1);
    assertFalse(ended.contains("message_stop"));
    assertEquals(last, atOnce);
    List<Sale> sales = cloud.bill().awaitSales(3, PATIENCE);
    assertEquals(End.BROKEN, sales.get(0).end());
    assertTrue(sales.get(0).tokens().output() > 0 && sales.get(0).tokens().output() <= 40);
  }

  @Test
  void aCallerWhoHangsUpPaysForWhatWasGeneratedUntilThen() throws Exception {
    String body = ask("sim:tokens=3000", ",'stream':true").replace("'claude'", "'slow'");
    String json = body.replace('\'', '"');
    try (RawClient caller = RawClient.connect(cloud.port())) {
      caller.send(
          ("POST /v1/messages HTTP/1.1\r\nHost: x\r\nx-api-key: k\r\nanthropic-version: "
                  + FIRST
                  + "\r\nContent-Length: "
                  + json.length()
                  + "\r\n\r\n"
                  + json)
              .getBytes(StandardCharsets.UTF_8));
      caller.readUntil("text_delta", PATIENCE);
      caller.readUntil("text_delta", PATIENCE);
    }

    Sale sale = cloud.bill().awaitSales(1, PATIENCE).get(0);

    assertEquals(End.CANCELLED, sale.end());
    assertTrue(sale.tokens().output() >= 2 && sale.tokens().output() < 3000, sale.toString());
    assertTrue(sale.tokens().input() > 0);
    assertFalse(sale.usageSent());
  }

  private static String ask(String text, String more) {
    return "{'model':'claude','max_tokens':4000,'messages':[{'role':'user','content':'"
        + text
        + "'}]"
        + more
        + "}";
  }
}
