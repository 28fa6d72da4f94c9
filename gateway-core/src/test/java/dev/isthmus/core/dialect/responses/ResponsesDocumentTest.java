package dev.isthmus.core.dialect.responses;

import static dev.isthmus.core.dialect.responses.ResponsesTranslation.answer;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.document;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.json;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.lenient;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.sample;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.see;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.text;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.tree;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponsesDocumentTest {

  @ParameterizedTest
  @CsvSource({
    "vertex-ai/gemini.response.json, response.json",
    "vertex-ai/gemini.tool.response.json, tool.response.json",
    "vertex-ai/gemini.blocked.response.json, blocked.response.json",
    "vertex-ai/gemini.thinking_ate_budget.response.json, thinking_ate_budget.response.json"
  })
  void goldenFilesAtEverySplit(String from, String to) {
    JsonNode expected = tree(sample("gemini-to-responses/" + to));
    byte[] bytes = sample(from).getBytes(StandardCharsets.UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = answer(false);
      assertEquals("", see(answer, bytes, 0, split) + see(answer, bytes, split, bytes.length));
      assertEquals(expected, tree(text(answer.end())));
      assertTrue(answer.complete());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vertex-ai/gemini.response.json",
        "vertex-ai/gemini.tool.response.json",
        "vertex-ai/gemini.blocked.response.json",
        "vertex-ai/gemini.thinking_ate_budget.response.json"
      })
  void aStreamEndsWithTheSameResponse(String from) {
    String record = "data: " + sample(from).replace("\n", "") + "\n\n";
    assertEquals(document(sample(from)), ResponsesGrammar.check(whole(answer(true), record)));
  }

  @Test
  void aFollowUpWithTheItemsOfTheAnswerIsGooglesOwnSample() {
    ObjectNode request = ResponsesTranslation.JSON.createObjectNode().put("model", "m");
    ArrayNode input = request.putArray("input");
    input.addObject().put("role", "user").put("content", "Weather in Oslo and Rome?");
    document(sample("vertex-ai/gemini.tool.response.json")).path("output").forEach(input::add);
    String[] results = {"-3 C", "14 C"};
    for (int i = 0; i < results.length; i++) {
      input
          .addObject()
          .put("type", "function_call_output")
          .put("call_id", "call_" + i)
          .put("output", results[i]);
    }
    JsonNode tools =
        tree(
            json(
                "[{'type':'function','name':'get_weather','description':'Weather for a city',"
                    + "'parameters':{'type':'object','properties':{'city':{'type':'string'}},"
                    + "'required':['city']}}]"));
    request.set("tools", tools);
    assertEquals(
        tree(sample("vertex-ai/gemini.tool-followup.request.json")),
        lenient(request.toString()).tree());
  }

  @Test
  void theMembersThatClientsNeedAreThere() {
    JsonNode response = document(sample("vertex-ai/gemini.response.json"));
    assertEquals("resp_smp1", response.path("id").asText());
    assertEquals("response", response.path("object").asText());
    assertEquals(1767225600, response.path("created_at").asLong());
    assertEquals("asked-for", response.path("model").asText());
    assertFalse(response.path("store").asBoolean(true));
    assertTrue(response.path("error").isNull());
    assertTrue(response.path("instructions").isNull());
    assertTrue(response.path("tools").isArray());
    assertEquals("auto", response.path("tool_choice").asText());
    assertTrue(response.path("parallel_tool_calls").isBoolean());
    assertTrue(response.path("metadata").isObject());
    assertEquals("text", response.at("/text/format/type").asText());
  }

  @Test
  void whatIsNoAnswerYieldsNone() {
    AnswerTranslator answer = answer(false);
    assertEquals("", whole(answer, "{}"));
    assertFalse(answer.complete());
  }
}
