package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.CloudClient.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Anthropic takes is taken, and what it refuses is refused in its words. */
@TestInstance(Lifecycle.PER_CLASS)
final class ClaudeStrictTest {

  private static final String MESSAGES = "/v1/messages";
  private static final String SONNET = "claude-sonnet-4-5";

  private final CloudHost host = CloudHost.start(1);
  private final CloudClient client;

  ClaudeStrictTest() throws IOException {
    Cloud cloud =
        host.open(
            CloudSpec.anthropic("an")
                .key("k")
                .deploy(Deployment.of(SONNET, SONNET + "-20250929"))
                .deploy(Deployment.of("claude-opus-4-7", "claude-opus-4-7")));
    client = new CloudClient(cloud.base(), "x-api-key", "k", "anthropic-version", "2023-06-01");
  }

  @AfterAll
  void close() {
    host.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"messages", "tool"})
  void everyRecordedRequestIsTaken(String name) throws Exception {
    Answer answer = send(Sample.json("anthropic/" + name + ".request.json"));

    assertEquals(200, answer.status(), answer.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "messages | /max_tokens | - | max_tokens: Field required",
        "messages | /model | - | model: Field required",
        "messages | /messages | - | messages: Field required",
        "messages | /max_tokens | 0 | max_tokens: Input should be",
        "messages | /max_tokens | \"64\" | max_tokens: Input should be",
        "messages | /messages | [] | at least one message",
        "messages | /messages/0/role | \"assistant\" | first message must use the \"user\" role",
        "messages | /messages/0/role | \"tool\" | messages.0.role: Input should be",
        "messages | /messages/0/name | \"bob\" | messages.0.name: Extra inputs are not permitted",
        "messages | /messages/0/content | [] | non-empty content",
        "messages | /messages/0/content/1/text | \"\" | content blocks must be non-empty",
        "messages | /messages/0/content/1/text | \" \" | non-whitespace text",
        "messages | /messages/0/content/1/type | \"input_text\" | messages.0.content.1: Input tag 'input_text'",
        "messages | /messages/0/content/1/txt | 1 | messages.0.content.1.text.txt: Extra inputs",
        "messages | /messages/0/content/0/source/media_type | \"image/tiff\" | image.source.base64.media_type: Input",
        "messages | /messages/0/content/0/source/media_type | \"image/jpeg\" | appears to be a image/png image",
        "messages | /messages/0/content/0/source/data | \"%%%\" | invalid base64 data",
        "messages | /temperature | 1.5 | temperature: range: 0..1",
        "messages | /n | 1 | n: Extra inputs are not permitted",
        "messages | /stop | [\"x\"] | stop: Extra inputs are not permitted",
        "messages | /stop_sequences | [\" \"] | must contain non-whitespace",
        "messages | /system/0/text | \"\" | system: text content blocks must be non-empty",
        "messages | /system/0/cache_control/ttl | \"2h\" | ttl: Input should be '5m' or '1h'",
        "messages | /thinking | {\"type\":\"enabled\",\"budget_tokens\":63} | greater than or equal to 1024",
        "messages | /thinking | {\"type\":\"enabled\",\"budget_tokens\":1024} | `max_tokens` must be greater than",
        "messages | /output_config | {\"format\":{\"type\":\"json_object\"}} | output_config.format: Input tag 'json_object'",
        "messages | /messages/0/content/1 | {\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\",\"input\":{}} | can only be in `assistant` messages",
        "tool | /messages/1/content/0/id | \"toolu a1\" | messages.1.content.0.tool_use.id: String should match pattern",
        "tool | /messages/1/content/0/input | \"{}\" | tool_use.input: Input should be a valid dictionary",
        "tool | /messages/1/content/1/id | \"toolu_a1\" | ids must be unique",
        "tool | /messages/2/content/1/tool_use_id | \"toolu_zz\" | messages.2.content.1: unexpected `tool_use_id` found in `tool_result` blocks: toolu_zz",
        "tool | /messages/2/content/1 | - | without `tool_result` blocks immediately after: toolu_b2",
        "tool | /messages/2 | - | without `tool_result` blocks immediately after: toolu_a1, toolu_b2",
        "tool | /messages/2/content/0 | {\"type\":\"text\",\"text\":\"first\"} | immediately after: toolu_a1",
        "tool | /messages/2/content/2 | {\"type\":\"tool_result\",\"tool_use_id\":\"toolu_a1\",\"content\":\"x\"} | single result",
        "tool | /messages/1 | - | unexpected `tool_use_id`",
        "tool | /tools/0/input_schema | - | tools.0.custom.input_schema: Field required",
        "tool | /tools/0/input_schema/type | \"string\" | input_schema.type: Input should be 'object'",
        "tool | /tools/0/name | \"get weather\" | tools.0.custom.name: String should match pattern",
        "tool | /tools/0/parameters | {} | tools.0.custom.parameters: Extra inputs are not permitted",
        "tool | /tools/0/type | \"function\" | tools.0: Input tag 'function'",
        "tool | /tools | - | `tool_choice` may only be specified while providing `tools`",
        "tool | /tool_choice | {\"type\":\"tool\",\"name\":\"nope\"} | Tool 'nope' not found",
        "tool | /tool_choice | {\"type\":\"required\"} | tool_choice: Input tag 'required'"
      })
  void oneThingChangedIsRefused(String name, String pointer, String value, String words)
      throws Exception {
    ObjectNode body = Sample.json("anthropic/" + name + ".request.json");

    Answer answer = send(Sample.changed(body, pointer, value));

    refused(answer, words);
  }

  @Test
  void anUnknownModelIsNotFound() throws Exception {
    Answer answer = send(Sample.json("anthropic/messages.request.json").put("model", "claude-9"));

    assertEquals(404, answer.status());
    assertEquals("not_found_error", answer.json().at("/error/type").asText());
    assertEquals("model: claude-9", answer.json().at("/error/message").asText());
  }

  @Test
  void moreThanFourMarksAreTooMany() throws Exception {
    ObjectNode body = Sample.json("anthropic/messages.request.json");
    ArrayNode system = (ArrayNode) body.path("system");
    for (int i = 0; i < 3; i++) {
      system.add(system.get(0).deepCopy());
    }
    assertEquals(200, send(body).status());

    ((ObjectNode) body.at("/messages/0/content/1"))
        .putObject("cache_control")
        .put("type", "ephemeral");

    refused(send(body), "A maximum of 4 blocks with cache_control may be provided. Found 5.");
  }

  @Test
  void thinkingForbidsForcedToolsAndOtherTemperatures() throws Exception {
    String thinking = "{\"type\":\"enabled\",\"budget_tokens\":1024}";
    ObjectNode body = Sample.json("anthropic/messages.request.json").put("max_tokens", 2000);
    Sample.changed(body, "/thinking", thinking);
    Sample.changed(body, "/tools", Sample.json("anthropic/tool.request.json").at("/tools") + "");

    refused(
        send(Sample.changed(body.deepCopy(), "/tool_choice", "{\"type\":\"any\"}")),
        "Thinking may not be enabled when tool_choice forces tool use.");
    refused(send(body.deepCopy().put("temperature", 0.5)), "may only be set to 1");
    assertEquals(
        200, send(Sample.changed(body.deepCopy(), "/tool_choice", "{\"type\":\"auto\"}")).status());
  }

  @Test
  void thoughtsMustComeBackAsTheyWere() throws Exception {
    ObjectNode body = Sample.json("anthropic/tool.request.json").put("max_tokens", 4000);
    body.put("stream", false);
    Sample.changed(body, "/thinking", "{\"type\":\"enabled\",\"budget_tokens\":1024}");
    ArrayNode first = Json.array(body.at("/messages/0"));
    JsonNode turn = send(body.deepCopy().set("messages", first)).json().path("content");
    assertEquals("thinking", turn.at("/0/type").asText());
    assertEquals("Rome", turn.at("/2/input/city").asText());
    Sample.changed(body, "/messages/1/content", turn.toString());
    for (int i = 0; i < 2; i++) {
      String id = "\"" + turn.at("/" + (i + 1) + "/id").asText() + "\"";
      Sample.changed(body, "/messages/2/content/" + i + "/tool_use_id", id);
    }

    assertEquals(200, send(body).status());
    refused(
        send(Sample.changed(body.deepCopy(), "/messages/1/content/0/thinking", "\"Other.\"")),
        "messages.1.content.0: Invalid `signature` in `thinking` block");
    refused(
        send(Sample.changed(body.deepCopy(), "/messages/1/content/0", "-")),
        "Expected `thinking` or `redacted_thinking`, but found `tool_use`");
  }

  @Test
  void theNewestModelsTakeNoSamplingAndNoPrefill() throws Exception {
    String body =
        "{'model':'claude-opus-4-7','max_tokens':9,'messages':[{'role':'user','content':'hi'}%s]%s}";

    assertEquals(200, client.post(MESSAGES, String.format(body, "", "")).status());
    refused(
        client.post(MESSAGES, String.format(body, "", ",'temperature':0.5")),
        "`temperature` is not supported by this model");
    refused(
        client.post(MESSAGES, String.format(body, ",{'role':'assistant','content':'{'}", "")),
        "does not support assistant message prefill");
    assertEquals(
        200,
        client
            .post(
                MESSAGES,
                String.format(
                    body, ",{'role':'system','content':'x'},{'role':'user','content':'y'}", ""))
            .status());
    refused(
        client.post(
            MESSAGES,
            String.format(
                body.replace("opus-4-7", "sonnet-4-5"),
                ",{'role':'system','content':'x'},{'role':'user','content':'y'}",
                "")),
        "Unexpected role \"system\"");
  }

  @Test
  void aCountOfTokensTakesNothingThatConcernsTheAnswer() throws Exception {
    ObjectNode body = Sample.json("anthropic/messages.request.json");
    String path = MESSAGES + "/count_tokens";

    refused(client.send("POST", path, body.toString()), "max_tokens: Extra inputs");
    body.remove("max_tokens");
    assertEquals(200, client.send("POST", path, body.toString()).status());
  }

  private Answer send(JsonNode body) throws IOException, InterruptedException {
    return client.send("POST", MESSAGES, body.toString());
  }

  private static void refused(Answer answer, String words) {
    assertEquals(400, answer.status(), answer.body());
    assertEquals("error", answer.json().path("type").asText());
    assertEquals("invalid_request_error", answer.json().at("/error/type").asText());
    assertEquals(answer.header("request-id"), answer.json().path("request_id").asText());
    assertTrue(answer.json().at("/error/message").asText().contains(words), answer.body());
  }
}
