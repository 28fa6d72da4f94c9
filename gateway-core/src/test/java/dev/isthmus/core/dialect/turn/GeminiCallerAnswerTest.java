package dev.isthmus.core.dialect.turn;

import static dev.isthmus.core.dialect.turn.GeminiCaller.TO_GEMINI;
import static dev.isthmus.core.dialect.turn.GeminiCaller.bytes;
import static dev.isthmus.core.dialect.turn.GeminiCaller.context;
import static dev.isthmus.core.dialect.turn.GeminiCaller.events;
import static dev.isthmus.core.dialect.turn.GeminiCaller.parts;
import static dev.isthmus.core.dialect.turn.GeminiCaller.records;
import static dev.isthmus.core.dialect.turn.GeminiCaller.written;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.json;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.see;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.text;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.TurnEvent.Logprobs;
import dev.isthmus.core.dialect.turn.TurnEvent.Metered;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.Stop;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallArguments;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallStart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiCallerAnswerTest {
  private static final Speaker MODEL = new Speaker(Role.ASSISTANT, 0);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gemini.response.json",
        "gemini.tool.response.json",
        "gemini.thinking_ate_budget.response.json"
      })
  void aPlainAnswerSaysTheSameAtEverySplit(String name) throws IOException {
    byte[] bytes = bytes("vertex-ai/" + name);
    JsonNode sample = tree(GeminiCaller.utf8(bytes));
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = TO_GEMINI.answer(context(false));
      String early = see(answer, bytes, 0, split) + see(answer, bytes, split, bytes.length);
      assertEquals("", early);
      JsonNode out = tree(text(answer.end()));
      assertTrue(answer.complete());
      assertEquals(
          sample.at("/candidates/0/content"), out.at("/candidates/0/content"), "at " + split);
      assertEquals(sample.at("/candidates/0/finishReason"), out.at("/candidates/0/finishReason"));
      assertCounts(sample.path("usageMetadata"), out.path("usageMetadata"));
      assertEquals("asked-for", out.path("modelVersion").textValue());
      assertEquals("smp1", out.path("responseId").textValue());
      assertEquals("2026-01-01T00:00:00Z", out.path("createTime").textValue());
    }
  }

  @Test
  void aBlockedPromptIsAnAnswerThatSafetyEnded() throws IOException {
    AnswerTranslator answer = TO_GEMINI.answer(context(false));
    JsonNode out =
        tree(
            GeminiTranslation.whole(
                answer, GeminiCaller.utf8(bytes("vertex-ai/gemini.blocked.response.json"))));
    assertEquals("SAFETY", out.at("/candidates/0/finishReason").textValue());
    assertEquals(tree("{\"role\":\"model\"}"), out.at("/candidates/0/content"));
    assertEquals(9, out.at("/usageMetadata/promptTokenCount").intValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gemini.stream.crlf.sse", "gemini.tool.late_stop.stream.crlf.sse"})
  void aStreamSaysTheSameAtEverySplit(String name) throws IOException {
    byte[] bytes = bytes("vertex-ai/" + name);
    List<JsonNode> sample = records(GeminiCaller.utf8(bytes));
    String whole = stream(bytes, bytes.length);
    for (int split = 0; split < bytes.length; split++) {
      assertEquals(whole, stream(bytes, split), "at " + split);
    }
    List<JsonNode> out = records(whole);
    assertTrue(whole.endsWith("}\r\n\r\n"));
    assertEquals(parts(sample), parts(out));
    JsonNode last = out.get(out.size() - 1);
    assertEquals("STOP", last.at("/candidates/0/finishReason").textValue());
    assertCounts(sample.get(sample.size() - 1).path("usageMetadata"), last.path("usageMetadata"));
    for (JsonNode record : out.subList(0, out.size() - 1)) {
      assertFalse(record.has("usageMetadata") || record.at("/candidates/0").has("finishReason"));
      assertEquals("model", record.at("/candidates/0/content/role").textValue());
      assertEquals("smp1", record.path("responseId").textValue());
    }
  }

  @Test
  void aStreamCutAnywhereEndsWithoutAFinish() throws IOException {
    byte[] bytes = bytes("vertex-ai/gemini.stream.crlf.sse");
    int last = GeminiCaller.utf8(bytes).lastIndexOf("data: ");
    for (int cut = 0; cut < last; cut++) {
      AnswerTranslator answer = TO_GEMINI.answer(context(true));
      String out = see(answer, bytes, 0, cut) + text(answer.end());
      assertFalse(answer.complete());
      assertFalse(out.contains("finishReason"), "cut at " + cut);
      assertTrue(out.isEmpty() || out.endsWith("\r\n\r\n"));
    }
  }

  @ParameterizedTest
  @CsvSource({"END, STOP", "TOOL_CALLS, STOP", "LENGTH, MAX_TOKENS", "FILTER, SAFETY"})
  void everyEndHasItsReason(StopReason reason, String finishReason) throws IOException {
    for (boolean stream : new boolean[] {false, true}) {
      JsonNode last = last(stream, MODEL, new Text("a"), new Stop(reason));
      assertEquals(finishReason, last.at("/candidates/0/finishReason").textValue());
    }
  }

  @Test
  void callsInPiecesAreWrittenWholeAndInOrder() throws IOException {
    TurnEvent[] events = {
      MODEL,
      new ToolCallStart(0, "call_a", "f"),
      new ToolCallArguments(0, "{ \"n\":\n "),
      new ToolCallStart(1, null, "g"),
      new ToolCallArguments(0, "1.10}"),
      new Stop(StopReason.TOOL_CALLS)
    };
    List<JsonNode> expected =
        List.of(
            tree(
                json(
                    "{'functionCall':{'id':'call_a','name':'f','args':{'n':1.10}},"
                        + "'thoughtSignature':'aXN0aG11czE6bm9ib2R5Og=='}")),
            tree(json("{'functionCall':{'name':'g','args':{}}}")));
    assertEquals(expected, parts(records(written(true, events))));
    assertEquals(expected, parts(List.of(tree(written(false, events)))));
    assertTrue(written(true, events).contains("\"args\":{\"n\":1.10}"));
  }

  @ParameterizedTest
  @CsvSource({"TOOL_CALLS, MALFORMED_FUNCTION_CALL", "LENGTH, MAX_TOKENS"})
  void aCallWithoutAnObjectIsNotLeftOutInSilence(StopReason reason, String finishReason)
      throws IOException {
    TurnEvent[] events = {
      MODEL, new ToolCall("call_a", "f", "{\"city\":\"Os", null), new Stop(reason)
    };
    for (boolean stream : new boolean[] {false, true}) {
      JsonNode last = last(stream, events);
      assertEquals(finishReason, last.at("/candidates/0/finishReason").textValue());
      assertFalse(written(stream, events).contains("functionCall"));
    }
  }

  @Test
  void everySignatureComesBackWithTheConversation() throws IOException {
    Signature claude = new Signature("anthropic", "EqQB/+:=é");
    Signature redacted = new Signature("anthropic-redacted", "data");
    Signature google = new Signature("google", "U0lH");
    List<TurnEvent> said =
        List.of(
            MODEL,
            new Reasoning("I think", claude),
            new Reasoning("", redacted),
            new Reasoning("", google),
            new Text("Hi"),
            new ToolCall("call_a", "f", "{}", google),
            new ToolCall("call_b", "f", "{}", claude));
    List<TurnEvent> ended = new ArrayList<>(said);
    ended.add(new Stop(StopReason.TOOL_CALLS));
    for (boolean stream : new boolean[] {false, true}) {
      String out = written(stream, ended.toArray(new TurnEvent[0]));
      List<JsonNode> parts = parts(stream ? records(out) : List.of(tree(out)));
      for (JsonNode part : parts) {
        String signature = part.path("thoughtSignature").textValue();
        assertEquals(
            signature,
            signature == null
                ? null
                : Base64.getEncoder().encodeToString(Base64.getDecoder().decode(signature)),
            "clients decode it and encode it again");
      }
      assertEquals(said, events("[{'role':'model','parts':" + parts + "}]"));
    }
  }

  @Test
  void thoughtsInPiecesComeBackAsOne() throws IOException {
    Signature claude = new Signature("anthropic", "sig");
    String out =
        written(
            true,
            MODEL,
            new Reasoning("I ", null),
            new Reasoning("think", null),
            new Reasoning("", claude),
            new Text("Hi"),
            new Stop(StopReason.END));
    assertEquals(
        List.of(MODEL, new Reasoning("I think", claude), new Text("Hi")),
        events("[{'role':'model','parts':" + parts(records(out)) + "}]"));
  }

  @Test
  void usageMayComeAfterTheEndAndCountsThoughtsApart() throws IOException {
    for (boolean stream : new boolean[] {false, true}) {
      JsonNode usage =
          last(
                  stream,
                  MODEL,
                  new Text("a"),
                  new Stop(StopReason.END),
                  new Metered(Usage.reported(10, 4, 1, 7, 5)))
              .path("usageMetadata");
      assertEquals(
          tree(
              json(
                  "{'promptTokenCount':10,'candidatesTokenCount':2,'totalTokenCount':17,"
                      + "'cachedContentTokenCount':4,'thoughtsTokenCount':5}")),
          usage);
    }
  }

  @Test
  void eachChoiceIsACandidate() throws IOException {
    TurnEvent[] events = {
      MODEL,
      new Text("a"),
      new Speaker(Role.ASSISTANT, 1),
      new Text("b"),
      new Stop(StopReason.LENGTH),
      MODEL,
      new Text("c"),
      new Stop(StopReason.END)
    };
    JsonNode document = tree(written(false, events)).path("candidates");
    assertEquals(2, document.size());
    assertEquals("c", document.at("/0/content/parts/1/text").textValue());
    assertEquals("MAX_TOKENS", document.at("/1/finishReason").textValue());
    List<JsonNode> records = records(written(true, events));
    assertEquals(4, records.size());
    assertEquals(1, records.get(1).at("/candidates/0/index").intValue());
    assertEquals("MAX_TOKENS", records.get(3).at("/candidates/1/finishReason").textValue());
  }

  @Test
  void probabilitiesAreCarried() throws IOException {
    ScoredToken other = new ScoredToken("b", -2.5, List.of());
    Logprobs logprobs = new Logprobs(List.of(new ScoredToken("a", -0.5, List.of(other))));
    JsonNode expected =
        tree(
            json(
                "{'topCandidates':[{'candidates':[{'token':'b','logProbability':-2.5}]}],"
                    + "'chosenCandidates':[{'token':'a','logProbability':-0.5}]}"));
    TurnEvent[] events = {MODEL, new Text("a"), logprobs, new Stop(StopReason.END)};
    assertEquals(expected, tree(written(false, events)).at("/candidates/0/logprobsResult"));
    assertEquals(
        expected, records(written(true, events)).get(1).at("/candidates/0/logprobsResult"));
  }

  private static String stream(byte[] bytes, int split) {
    AnswerTranslator answer = TO_GEMINI.answer(context(true));
    String out = see(answer, bytes, 0, split) + see(answer, bytes, split, bytes.length);
    out += text(answer.end());
    assertTrue(answer.complete());
    return out;
  }

  private static JsonNode last(boolean stream, TurnEvent... events) throws IOException {
    String out = written(stream, events);
    if (!stream) {
      return tree(out);
    }
    List<JsonNode> records = records(out);
    return records.get(records.size() - 1);
  }

  /** Figures of zero and details by modality are left out. */
  private static void assertCounts(JsonNode sample, JsonNode out) {
    ObjectNode expected = sample.deepCopy();
    List.of("promptTokensDetails", "candidatesTokensDetails", "trafficType")
        .forEach(expected::remove);
    if (expected.path("cachedContentTokenCount").intValue() == 0) {
      expected.remove("cachedContentTokenCount");
    }
    if (!expected.has("candidatesTokenCount")) {
      expected.put("candidatesTokenCount", 0);
    }
    assertEquals(expected, out);
  }
}
