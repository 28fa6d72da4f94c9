package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.CloudClient.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
final class CompatibleCloudTest {

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final CloudClient client;

  CompatibleCloudTest() throws IOException {
    cloud =
        host.open(
            CloudSpec.compatible("c")
                .deploy(Deployment.of("m", "m"))
                .deploy(Deployment.of("thinker", "thinker").thinking(64))
                .deploy(Deployment.of("tight", "tight").limits(Limits.perMinute(-1, 1)))
                .deploy(Deployment.embedding("e", "e", 8)));
    client = new CloudClient(cloud.base());
  }

  @AfterAll
  void close() {
    host.close();
  }

  @Test
  void aStreamSaysWhatItCostExactlyWhereAsked() throws Exception {
    String body =
        "{'model':'m','stream':true,'messages':[{'role':'user','content':'sim:tokens=9'}]%s}";

    List<String> silent = client.post("/v1/chat/completions", body.formatted("")).events();
    List<JsonNode> asked =
        client
            .post(
                "/v1/chat/completions", body.formatted(",'stream_options':{'include_usage':true}"))
            .chunks();

    assertFalse(silent.toString().contains("usage"));
    assertEquals("[DONE]", silent.get(silent.size() - 1));
    JsonNode last = asked.get(asked.size() - 1);
    assertEquals(9, last.at("/usage/completion_tokens").asInt());
    assertTrue(asked.stream().limit(asked.size() - 1).allMatch(one -> one.get("usage").isNull()));
  }

  @Test
  void severalChoicesAreAllStreamedAndAllCounted() throws Exception {
    Answer answer =
        client.post(
            "/v1/chat/completions",
            "{'model':'m','n':3,'stream':true,'stream_options':{'include_usage':true},"
                + "'messages':[{'role':'user','content':'sim:tokens=5'}]}");

    List<JsonNode> chunks = answer.chunks();
    assertEquals(15, chunks.get(chunks.size() - 1).at("/usage/completion_tokens").asInt());
    for (int i = 0; i < 3; i++) {
      int index = i;
      assertTrue(
          chunks.stream()
              .anyMatch(
                  one ->
                      one.at("/choices/0/index").asInt(-1) == index
                          && one.at("/choices/0/finish_reason").asText().equals("stop")));
    }
  }

  @Test
  void reasoningIsPartOfTheOutput() throws Exception {
    JsonNode usage =
        client
            .post(
                "/v1/chat/completions",
                "{'model':'thinker','messages':[{'role':'user','content':'sim:tokens=5'}]}")
            .json()
            .path("usage");

    int hidden = usage.at("/completion_tokens_details/reasoning_tokens").asInt();
    assertTrue(hidden > 0);
    assertEquals(5 + hidden, usage.path("completion_tokens").asInt());
  }

  @Test
  void aLongPromptIsCachedTheSecondTime() throws Exception {
    String body =
        "{'model':'m','messages':[{'role':'user','content':'" + "word ".repeat(2000) + "'}]}";

    client.post("/v1/chat/completions", body);
    JsonNode usage = client.post("/v1/chat/completions", body).json().path("usage");

    int cached = usage.at("/prompt_tokens_details/cached_tokens").asInt();
    assertTrue(
        cached >= 1024 && cached % 128 == 0 && cached <= usage.path("prompt_tokens").asInt());
  }

  @Test
  void structuredOutputFitsItsSchema() throws Exception {
    Answer answer =
        client.post(
            "/v1/chat/completions",
            "{'model':'m','messages':[{'role':'user','content':'x'}],'response_format':{'type':'json_schema',"
                + "'json_schema':{'name':'n','schema':{'type':'object','properties':{'a':{'type':'integer'}}}}}}");

    assertEquals("{\"a\":7}", answer.json().at("/choices/0/message/content").asText());
  }

  @Test
  void vectorsAreTheSameAsNumbersAndInBase64AndOfUnitLength() throws Exception {
    JsonNode numbers =
        client.post("/v1/embeddings", "{'model':'e','input':['a','b'],'dimensions':4}").json();
    JsonNode encoded =
        client
            .post(
                "/v1/embeddings",
                "{'model':'e','input':'a','dimensions':4,'encoding_format':'base64'}")
            .json();

    float[] plain = new float[4];
    double length = 0;
    for (int i = 0; i < 4; i++) {
      plain[i] = (float) numbers.at("/data/0/embedding/" + i).asDouble();
      length += plain[i] * plain[i];
    }
    float[] decoded = new float[4];
    ByteBuffer.wrap(Base64.getDecoder().decode(encoded.at("/data/0/embedding").asText()))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(decoded);
    assertArrayEquals(plain, decoded, 1e-6f);
    assertEquals(1, length, 1e-5);
    assertEquals(2, numbers.path("data").size());
    assertEquals(2, numbers.at("/usage/prompt_tokens").asInt());
  }

  @Test
  void responsesAreStreamedAsNumberedEventsThatEndInCompleted() throws Exception {
    Answer answer =
        client.post("/v1/responses", "{'model':'m','input':'sim:tokens=9','stream':true}");

    List<JsonNode> events = answer.chunks();
    for (int i = 0; i < events.size(); i++) {
      assertEquals(i, events.get(i).path("sequence_number").asInt(-1));
    }
    JsonNode last = events.get(events.size() - 1);
    assertEquals("response.created", events.get(0).path("type").asText());
    assertEquals("response.completed", last.path("type").asText());
    assertEquals(9, last.at("/response/usage/output_tokens").asInt());
    String deltas =
        events.stream()
            .filter(one -> one.path("type").asText().equals("response.output_text.delta"))
            .map(one -> one.path("delta").asText())
            .reduce("", String::concat);
    assertEquals(last.at("/response/output/0/content/0/text").asText(), deltas);
    assertFalse(answer.body().contains("[DONE]"));
  }

  @Test
  void aResponsesPromptIsCountedAsItIsBilled() throws Exception {
    String question = "{'model':'m','input':'How many?'}";
    JsonNode billed = client.post("/v1/responses", question).json().path("usage");

    assertEquals(
        billed.path("input_tokens").asInt(),
        client.post("/v1/responses/input_tokens", question).json().path("input_tokens").asInt());
    assertEquals(
        400,
        client
            .post("/v1/responses/input_tokens", "{'model':'m','input':'x','max_output_tokens':20}")
            .status());
  }

  @Test
  void responsesCallToolsAndKnowNoEarlierResponse() throws Exception {
    JsonNode answer =
        client
            .post(
                "/v1/responses",
                "{'model':'m','input':'Weather in"
                    + " Oslo?','tools':[{'type':'function','name':'get_weather',"
                    + "'parameters':{'type':'object','properties':{'city':{'type':'string'}}}}]}")
            .json();

    assertEquals("function_call", answer.at("/output/0/type").asText());
    assertEquals("{\"city\":\"Oslo\"}", answer.at("/output/0/arguments").asText());
    Answer later =
        client.post("/v1/responses", "{'model':'m','input':'x','previous_response_id':'resp_1'}");
    assertEquals(400, later.status());
    assertEquals("previous_response_id", later.json().at("/error/param").asText());
  }

  @Test
  void responsesAreKeptUnlessToldOtherwise() throws Exception {
    JsonNode first = client.post("/v1/responses", "{'model':'m','input':'apple'}").json();
    String id = first.path("id").asText();
    JsonNode second =
        client
            .post(
                "/v1/responses",
                "{'model':'m','input':'which?','previous_response_id':'" + id + "'}")
            .json();
    assertEquals(id, second.path("previous_response_id").asText());
    assertTrue(
        second.at("/usage/input_tokens").asLong() > first.at("/usage/input_tokens").asLong());
    assertEquals(first, client.get("/v1/responses/" + id).json());
    assertEquals(
        "apple",
        client
            .get("/v1/responses/" + id + "/input_items")
            .json()
            .at("/data/0/content/0/text")
            .asText());

    String unkept =
        client
            .post("/v1/responses", "{'model':'m','input':'apple','store':false}")
            .json()
            .path("id")
            .asText();
    Answer missing = client.get("/v1/responses/" + unkept);
    assertEquals(404, missing.status());
    assertTrue(missing.json().at("/error/message").asText().contains("not found"));
  }

  @Test
  void legacyCompletionsAreAnsweredPlainAndStreamed() throws Exception {
    Answer plain = client.post("/v1/completions", "{'model':'m','prompt':'sim:tokens=5'}");
    Answer stream =
        client.post("/v1/completions", "{'model':'m','prompt':'sim:tokens=5','stream':true}");

    String text = plain.json().at("/choices/0/text").asText();
    assertEquals(
        text,
        stream.chunks().stream()
            .map(one -> one.at("/choices/0/text").asText())
            .reduce("", String::concat));
  }

  @Test
  void anUnknownModelIsA404InVllmsShape() throws Exception {
    Answer answer = client.post("/v1/chat/completions", "{'model':'none','messages':[]}");

    assertEquals(404, answer.status());
    assertEquals(404, answer.json().at("/error/code").asInt());
    assertEquals("NotFoundError", answer.json().at("/error/type").asText());
    assertEquals(404, client.get("/v1/models/none").status());
    assertEquals(4, client.get("/v1/models").json().path("data").size());
  }

  @Test
  void fullCapacityIsSaidInOpenAisHeaders() throws Exception {
    String body = "{'model':'tight','messages':[{'role':'user','content':'x'}]}";
    client.post("/v1/chat/completions", body);

    Answer answer = client.post("/v1/chat/completions", body);

    assertEquals(429, answer.status());
    assertEquals("0", answer.header("x-ratelimit-remaining-requests"));
    assertTrue(answer.header("x-ratelimit-reset-requests").endsWith("s"));
    assertFalse(answer.header("retry-after-ms").isEmpty());
  }

  @Test
  void aKeyIsAskedForOnlyWhereThereIsOne() throws Exception {
    Cloud locked = host.open(CloudSpec.compatible("l").key("k").deploy(Deployment.of("m", "m")));

    assertEquals(401, new CloudClient(locked.base()).get("/v1/models").status());
    assertEquals(
        200,
        new CloudClient(locked.base(), "authorization", "Bearer k").get("/v1/models").status());
  }
}
