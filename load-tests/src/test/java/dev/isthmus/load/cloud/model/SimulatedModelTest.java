package dev.isthmus.load.cloud.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.load.cloud.model.SimulatedModel.Temper;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SimulatedModelTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Temper PROSE = new Temper(50, 0, 1000);
  private static final Temper THINKER = new Temper(50, 100, 1000);

  private final SimulatedModel model = new SimulatedModel(7);

  @Test
  void theSameQuestionHasTheSameAnswerAndAnotherSeedAnother() {
    Ask ask = Ask.ofText("How are you?", -1);

    String answer = model.answer(ask, PROSE, 0).text().join();

    assertEquals(answer, new SimulatedModel(7).answer(ask, PROSE, 0).text().join());
    assertNotEquals(answer, new SimulatedModel(8).answer(ask, PROSE, 0).text().join());
    assertNotEquals(answer, model.answer(ask, PROSE, 1).text().join());
  }

  @Test
  void anAnswerIsCutAtTheLimitAndSaysSo() {
    Answer answer = model.answer(Ask.ofText("sim:tokens=100", 10), PROSE, 0);

    assertEquals(10, answer.text().count());
    assertEquals(Finish.LENGTH, answer.finish());
  }

  @Test
  void reasoningEatsTheLimitBeforeText() {
    Answer answer = model.answer(Ask.ofText("sim:tokens=100", 5), THINKER, 0);

    assertEquals(5, answer.reasoningTokens());
    assertEquals(0, answer.text().count());
    assertEquals(Finish.LENGTH, answer.finish());
  }

  @Test
  void noEffortMeansNoReasoning() {
    Ask ask = new Ask("q", "q", false, 0, ToolMenu.NONE, null, -1, 0);

    assertEquals(0, model.answer(ask, THINKER, 0).reasoningTokens());
  }

  @Test
  void whatIsToldToSayIsSaidInWholeCharacters() {
    String said = "Grüße, 日本 und 👩‍🚀 😀";

    Answer answer = model.answer(Ask.ofText("sim:say=" + said, -1), PROSE, 0);

    assertEquals(said, answer.text().join());
    for (int i = 0; i < answer.text().count(); i++) {
      String piece = answer.text().piece(i);
      assertTrue(!Character.isLowSurrogate(piece.charAt(0)), piece);
    }
  }

  @Test
  void aToolIsCalledForEachPlaceThatTheMessageNames() throws Exception {
    Answer answer = model.answer(weather("Weather in Oslo and Rome?", false, true), PROSE, 0);

    assertEquals(Finish.TOOL_CALLS, answer.finish());
    assertEquals(
        List.of("{\"city\":\"Oslo\"}", "{\"city\":\"Rome\"}"),
        answer.calls().stream().map(call -> call.arguments().join()).toList());
    assertNotEquals(answer.calls().get(0).id(), answer.calls().get(1).id());
  }

  @Test
  void withoutParallelCallsThereIsOne() throws Exception {
    assertEquals(
        1,
        model.answer(weather("Weather in Oslo and Rome?", false, false), PROSE, 0).calls().size());
  }

  @Test
  void aToolNobodyAsksForIsLeftAlone() throws Exception {
    assertTrue(model.answer(weather("Tell me a story.", false, true), PROSE, 0).calls().isEmpty());
  }

  @Test
  void aToolResultIsAnsweredWithText() throws Exception {
    Answer answer = model.answer(weather("Weather in Oslo and Rome?", true, true), PROSE, 0);

    assertTrue(answer.calls().isEmpty());
    assertTrue(answer.text().count() > 0);
  }

  @Test
  void aSchemaIsAnsweredWithADocumentThatFits() throws Exception {
    JsonNode schema =
        MAPPER.readTree(
            "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"age\":{\"type\":\"integer\",\"minimum\":18}}}");

    Answer answer = model.answer(asking("q", schema), PROSE, 0);

    JsonNode document = MAPPER.readTree(answer.text().join());
    assertTrue(document.path("name").isTextual());
    assertTrue(document.path("age").asInt() >= 18);
  }

  @Test
  void everyPieceIsATokenOfOutput() {
    Answer answer = model.answer(Ask.ofText("sim:tokens=33", -1), THINKER, 0);

    assertEquals(33 + answer.reasoningTokens(), answer.outputTokens());
  }

  @Test
  void inputCountsOneTokenForFourBytesOfUtf8() {
    assertEquals(0, Tokens.ofText(""));
    assertEquals(1, Tokens.ofText("abcd"));
    assertEquals(2, Tokens.ofText("abcde"));
    assertEquals(1, Tokens.ofText("😀"));
    assertEquals(3, Tokens.ofText("日本語")); // nine bytes
  }

  private static Ask asking(String message, @Nullable JsonNode schema) {
    return new Ask(message, message, false, 0, ToolMenu.NONE, schema, -1, 1);
  }

  private static Ask weather(String message, boolean answered, boolean parallel) throws Exception {
    JsonNode parameters =
        MAPPER.readTree("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
    assertNotNull(parameters);
    ToolMenu menu =
        new ToolMenu(
            List.of(new Tool("get_weather", parameters)), ToolMenu.Choice.AUTO, null, parallel);
    return new Ask(message, message, answered, 0, menu, null, -1, 1);
  }
}
