package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.CloudClient.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(Lifecycle.PER_CLASS)
final class AzureCloudTest {

  private static final String CHAT =
      "/openai/deployments/gpt4o/chat/completions?api-version=2024-10-21";
  private static final String HELLO = "'messages':[{'role':'user','content':'Hello sim:tokens=9'}]";

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final CloudClient client;

  AzureCloudTest() throws IOException {
    cloud =
        host.open(
            CloudSpec.azure("az", "eastus2")
                .key("k1")
                .deploy(Deployment.of("gpt4o", "gpt-4o-2024-11-20"))
                .deploy(Deployment.of("async", "gpt-4o-2024-11-20").asyncFilter())
                .deploy(Deployment.of("o3", "o3-2025-04-16").thinking(50))
                .deploy(
                    Deployment.of("ptu", "gpt-oss-120b")
                        .limits(Limits.perMinute(100, -1))
                        .provisioned())
                .deploy(Deployment.of("payg", "gpt-oss-120b").limits(Limits.perMinute(1000, 2)))
                .deploy(Deployment.embedding("embed", "text-embedding-3-small", 16)));
    client = new CloudClient(cloud.base(), "api-key", "k1");
  }

  @AfterAll
  void close() {
    host.close();
  }

  @Test
  void theClassicPathAnswersWithTheBaseModelAndFilterResults() throws Exception {
    Answer answer = client.post(CHAT, "{" + HELLO + "}");

    assertEquals(200, answer.status());
    assertEquals("gpt-4o-2024-11-20", answer.json().path("model").asText());
    assertEquals("stop", answer.json().at("/choices/0/finish_reason").asText());
    assertEquals(
        "safe", answer.json().at("/choices/0/content_filter_results/hate/severity").asText());
    assertEquals(0, answer.json().at("/prompt_filter_results/0/prompt_index").asInt(-1));
    assertEquals(9, answer.json().at("/usage/completion_tokens").asInt());
    assertEquals("eastus2", answer.header("x-ms-region"));
    assertFalse(answer.header("apim-request-id").isEmpty());
  }

  @Test
  void aStreamBeginsWithAChunkOfTheFilterThatHasNoChoices() throws Exception {
    Answer answer =
        client.post(CHAT, "{" + HELLO + ",'stream':true,'stream_options':{'include_usage':true}}");

    List<JsonNode> chunks = answer.chunks();
    assertEquals("text/event-stream", answer.header("content-type"));
    assertEquals("", chunks.get(0).path("id").asText("?"));
    assertTrue(chunks.get(0).path("choices").isEmpty());
    assertTrue(chunks.get(0).has("prompt_filter_results"));
    assertEquals("assistant", chunks.get(1).at("/choices/0/delta/role").asText());
    JsonNode last = chunks.get(chunks.size() - 1);
    assertTrue(last.path("choices").isEmpty());
    assertEquals(9, last.at("/usage/completion_tokens").asInt());
    assertTrue(chunks.get(1).has("usage") && chunks.get(1).path("usage").isNull());
    assertEquals("[DONE]", answer.events().get(answer.events().size() - 1));
  }

  @Test
  void withoutIncludeUsageNoChunkSpeaksOfUsage() throws Exception {
    Answer answer = client.post(CHAT, "{" + HELLO + ",'stream':true}");

    assertFalse(answer.body().contains("usage"));
    assertTrue(answer.body().endsWith("data: [DONE]\n\n"));
  }

  @Test
  void theAsynchronousFilterComesAfterTheEndWithoutADelta() throws Exception {
    Answer answer = client.post(CHAT.replace("gpt4o", "async"), "{" + HELLO + ",'stream':true}");

    List<JsonNode> chunks = answer.chunks();
    JsonNode last = chunks.get(chunks.size() - 1).at("/choices/0");
    assertEquals("stop", chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText());
    assertFalse(last.has("delta"));
    assertTrue(last.has("content_filter_offsets"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the version is required and known on the classic path, and only there
        "/openai/deployments/gpt4o/chat/completions | 404 | Resource not found",
        "/openai/deployments/gpt4o/chat/completions?api-version=2019-01-01 | 404 | Resource not found",
        "/openai/v1/chat/completions?api-version=2024-10-21 | 400 | api-version query parameter is not allowed",
        "/openai/deployments/none/chat/completions?api-version=2024-10-21 | 404 | DeploymentNotFound",
        "/openai/deployments/embed/chat/completions?api-version=2024-10-21 | 400 | OperationNotSupported",
        "/openai/deployments/gpt4o/moderations?api-version=2024-10-21 | 404 | Resource not found",
        "/v1/chat/completions | 404 | Resource not found",
        "/openai/responses?api-version=2024-10-21 | 404 | Resource not found"
      })
  void aWrongPlaceIsRefused(String path, int status, String words) throws Exception {
    Answer answer = client.post(path, "{'model':'gpt4o'," + HELLO + "}");

    assertEquals(status, answer.status());
    assertTrue(answer.body().contains(words), answer.body());
    assertFalse(answer.json().path("error").has("type"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'foo':1 | Unrecognized request argument supplied: foo",
        "'store':true,'verbosity':'low' | Unrecognized request arguments supplied: store, verbosity",
        "'stream_options':{'include_usage':true} | only allowed when 'stream' is enabled",
        "'parallel_tool_calls':false | only allowed when 'tools' are specified",
        "'max_tokens':0 | integer above 0 expected",
        "'temperature':3 | outside its range"
      })
  void aWrongFieldIsRefused(String fields, String words) throws Exception {
    Answer answer = client.post(CHAT, "{" + HELLO + "," + fields + "}");

    assertEquals(400, answer.status());
    assertTrue(answer.json().at("/error/message").asText().contains(words), answer.body());
    assertEquals("invalid_request_error", answer.json().at("/error/type").asText());
  }

  @Test
  void reasoningModelsRefuseMaxTokens() throws Exception {
    Answer answer = client.post(CHAT.replace("gpt4o", "o3"), "{" + HELLO + ",'max_tokens':5}");

    assertEquals("unsupported_parameter", answer.json().at("/error/code").asText());
  }

  @Test
  void theV1SurfaceTakesTheDeploymentFromTheBodyAndNewFields() throws Exception {
    Answer answer =
        client.post(
            "/openai/v1/chat/completions", "{'model':'GPT4O','verbosity':'low'," + HELLO + "}");

    assertEquals(200, answer.status());
    assertEquals(400, client.post("/openai/v1/chat/completions", "{" + HELLO + "}").status());
  }

  @Test
  void keysAndTokensOpenTheDoorAndNothingElseDoes() throws Exception {
    String token = "Bearer " + cloud.issueToken(60_000);

    assertEquals(401, with("api-key", "no").post(CHAT, "{" + HELLO + "}").status());
    assertEquals(401, with("x-none", "1").post(CHAT, "{" + HELLO + "}").status());
    assertEquals(
        401,
        with("authorization", "Bearer sim.ENTRA.1.2.x").post(CHAT, "{" + HELLO + "}").status());
    assertEquals(200, with("authorization", token).post(CHAT, "{" + HELLO + "}").status());
    // the v1 surface takes a key as a bearer token, the classic one does not
    assertEquals(401, with("authorization", "Bearer k1").post(CHAT, "{" + HELLO + "}").status());
    assertEquals(200, with("authorization", "Bearer k1").get("/openai/v1/models").status());
  }

  @Test
  void anExpiredTokenIsUnknown() throws Exception {
    String token = "Bearer " + cloud.issueToken(-1);

    assertEquals(401, with("authorization", token).post(CHAT, "{" + HELLO + "}").status());
  }

  @Test
  void aBlockedPromptIsA400OfTheContentFilter() throws Exception {
    Answer answer = client.post(CHAT, "{'messages':[{'role':'user','content':'sim:blocked'}]}");

    assertEquals(400, answer.status());
    assertEquals("content_filter", answer.json().at("/error/code").asText());
    assertTrue(
        answer.json().at("/error/innererror/content_filter_result/violence/filtered").asBoolean());
  }

  @Test
  void aFilteredAnswerIsCutWithStatus200() throws Exception {
    Answer answer =
        client.post(CHAT, "{'messages':[{'role':'user','content':'sim:filtered sim:tokens=20'}]}");

    assertEquals("content_filter", answer.json().at("/choices/0/finish_reason").asText());
    assertEquals(10, answer.json().at("/usage/completion_tokens").asInt());
  }

  @Test
  void provisionedCapacityAnswers429WithTheWaitInMillisecondsAndItsUtilisation() throws Exception {
    String path = CHAT.replace("gpt4o", "ptu");
    String large = "{'messages':[{'role':'user','content':'sim:tokens=400'}]}";

    Answer first = client.post(path, large);
    Answer second = client.post(path, large);

    assertEquals(200, first.status());
    assertEquals(429, second.status());
    assertTrue(Long.parseLong(second.header("retry-after-ms")) > 1000);
    assertFalse(second.header("retry-after").isEmpty());
    assertEquals("100.0%", second.header("azure-openai-deployment-utilization"));
    assertEquals("429", second.json().at("/error/code").asText());
  }

  @Test
  void aQuotaCountsDownInHeadersAndThenRefuses() throws Exception {
    String path = CHAT.replace("gpt4o", "payg");

    Answer first = client.post(path, "{" + HELLO + "}");
    client.post(path, "{" + HELLO + "}");
    Answer third = client.post(path, "{" + HELLO + "}");

    assertEquals("1", first.header("x-ratelimit-remaining-requests"));
    assertEquals("1000", first.header("x-ratelimit-limit-tokens"));
    assertEquals(429, third.status());
    assertFalse(third.header("retry-after").isEmpty());
    assertTrue(third.header("retry-after-ms").isEmpty());
  }

  @Test
  void modelsAreBaseModelsAndNotDeployments() throws Exception {
    Answer answer = client.get("/openai/models?api-version=2024-10-21");

    assertTrue(answer.body().contains("gpt-4o-2024-11-20"));
    assertFalse(answer.body().contains("\"gpt4o\""));
  }

  @Test
  void toolCallsAreStreamedInFragmentsByIndex() throws Exception {
    Answer answer =
        client.post(
            CHAT,
            "{'stream':true,'messages':[{'role':'user','content':'Weather in Oslo and Rome?'}],"
                + "'tools':[{'type':'function','function':{'name':'get_weather','parameters':"
                + "{'type':'object','properties':{'city':{'type':'string'}}}}}]}");

    StringBuilder first = new StringBuilder();
    StringBuilder second = new StringBuilder();
    for (JsonNode chunk : answer.chunks()) {
      JsonNode call = chunk.at("/choices/0/delta/tool_calls/0");
      (call.path("index").asInt() == 0 ? first : second)
          .append(call.at("/function/arguments").asText(""));
    }
    assertEquals("{\"city\":\"Oslo\"}", first.toString());
    assertEquals("{\"city\":\"Rome\"}", second.toString());
    assertTrue(answer.body().contains("\"finish_reason\":\"tool_calls\""));
  }

  @Test
  void aToolMessageWithoutItsCallIsRefused() throws Exception {
    Answer answer =
        client.post(CHAT, "{'messages':[{'role':'tool','tool_call_id':'x','content':'1'}]}");

    assertEquals(400, answer.status());
  }

  private CloudClient with(String name, String value) {
    return new CloudClient(cloud.base(), name, value);
  }
}
