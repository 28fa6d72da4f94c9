package dev.isthmus.core.dialect.turn;

import static dev.isthmus.core.dialect.turn.GeminiTranslation.answer;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.errorOf;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.json;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.sample;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.see;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.text;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.tree;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GeminiToChatStreamTest {
  private static final String[] LINE_ENDS = {"\n", "\r\n", "\r"};

  private static final String UNICODE =
      record("{'candidates':[{'content':{'parts':[{'text':'né 🙂'}]}}]}")
          + record(
              "{'candidates':[{'content':{'parts':[{'text':'','thoughtSignature':'U0lH'}]},"
                  + "'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':1,"
                  + "'candidatesTokenCount':2}}");

  private static String record(String quoted) {
    return "data: " + json(quoted) + "\n\n";
  }

  @ParameterizedTest
  @CsvSource({
    "vertex-ai/gemini.stream.crlf.sse, chat.stream.sse, true",
    "vertex-ai/gemini.stream.crlf.sse, chat.no_usage.stream.sse, false",
    "vertex-ai/gemini.tool.late_stop.stream.crlf.sse, tool.late_stop.stream.sse, true"
  })
  void goldenFilesAtEverySplitWithEveryLineEnd(String from, String to, boolean includeUsage) {
    String expected = sample("gemini-to-openai/" + to);
    for (String lineEnd : LINE_ENDS) {
      byte[] bytes = sample(from).replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
      for (int split = 0; split <= bytes.length; split++) {
        AnswerTranslator answer = answer(true, includeUsage);
        String out =
            see(answer, bytes, 0, split)
                + see(answer, bytes, split, bytes.length)
                + text(answer.end());
        assertEquals(expected, out);
        assertTrue(answer.complete());
        assertEquals(Usage.reported(270, 0, 0, 21, 20), answer.usage());
      }
    }
  }

  @Test
  void bytesOneByOneInsideCharactersAndLineEnds() {
    String expected = whole(answer(true, true), UNICODE);
    assertTrue(expected.contains("né 🙂"));
    assertTrue(expected.contains(json("'extra_content':{'google':{'thought_signature':'U0lH'}}")));
    for (String lineEnd : LINE_ENDS) {
      byte[] bytes = UNICODE.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
      AnswerTranslator answer = answer(true, true);
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < bytes.length; i++) {
        out.append(see(answer, bytes, i, i + 1));
      }
      out.append(text(answer.end()));
      assertEquals(expected, out.toString());
    }
  }

  @Test
  void eventsLeaveAsTheyCome() {
    AnswerTranslator answer = answer(true, false);
    byte[] bytes = UNICODE.getBytes(StandardCharsets.UTF_8);
    int first =
        UNICODE.substring(0, UNICODE.indexOf("\n\n")).getBytes(StandardCharsets.UTF_8).length;
    assertEquals("", see(answer, bytes, 0, first + 1));
    assertFalse(answer.contentSeen());
    List<JsonNode> chunks = chunks(see(answer, bytes, first + 1, first + 2));
    assertEquals("assistant", chunks.get(0).at("/choices/0/delta/role").asText());
    assertEquals("né 🙂", chunks.get(1).at("/choices/0/delta/content").asText());
    assertTrue(answer.contentSeen());
    assertEquals("né 🙂".getBytes(StandardCharsets.UTF_8).length, answer.contentBytes());
    assertFalse(answer.complete());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:{X}\n\n",
        ": ping\n\ndata: {X}\n\n",
        "event: x\nid: 1\nretry: 3\ndata: {X}\n\n",
        "\ufeffdata: {X}\n\n",
        "\n\n\ndata: {X}\n\n",
        "data: {X}\n",
        "data: {X}"
      })
  void formsOfOneEvent(String form) {
    String event =
        form.replace(
            "{X}",
            json("{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}]}"));
    AnswerTranslator answer = answer(true, false);
    assertTrue(whole(answer, event).endsWith("data: [DONE]\n\n"));
    assertTrue(answer.complete());
  }

  @Test
  void anEventOfSeveralDataLines() {
    String event =
        json(
            """
            data: {'candidates':[{'content':{'parts':
            data:[{'text':'a'}]},
            data: 'finishReason':'MAX_TOKENS'}]}

            """);
    List<JsonNode> chunks = chunks(whole(answer(true, false), event));
    assertEquals("a", chunks.get(1).at("/choices/0/delta/content").asText());
    assertEquals("length", chunks.get(2).at("/choices/0/finish_reason").asText());
  }

  @Test
  void callsAreCountedOverTheWholeStreamAndKeepTheirText() {
    String stream =
        record(
                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f','args':"
                    + "{ 'a' : 1.10 , 'b':'x y' }},'thoughtSignature':'U0lH'},"
                    + "{'functionCall':{'name':'g'}}]}}]}")
            + record(
                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'h','id':'own'}}]}}]}")
            + record("{'candidates':[{'finishReason':'STOP'}]}");
    List<JsonNode> chunks = chunks(whole(answer(true, false), stream));
    List<JsonNode> calls = new ArrayList<>();
    chunks.forEach(chunk -> chunk.at("/choices/0/delta/tool_calls").forEach(calls::add));
    assertEquals(3, calls.size());
    assertEquals(
        tree(
            json(
                "{'index':0,'id':'call_0','type':'function','function':{'name':'f','arguments':"
                    + "'{\\'a\\':1.10,\\'b\\':\\'x y\\'}'},"
                    + "'extra_content':{'google':{'thought_signature':'U0lH'}}}")),
        calls.get(0));
    assertEquals("{}", calls.get(1).at("/function/arguments").asText());
    assertEquals("call_1", calls.get(1).path("id").asText());
    assertEquals("own", calls.get(2).path("id").asText());
    assertEquals(2, calls.get(2).path("index").asInt());
    assertEquals(
        "tool_calls", chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText());
  }

  @Test
  void choicesKeepTheirOwnRolesAndEnds() {
    String stream =
        record(
                "{'candidates':[{'content':{'parts':[{'text':'a'}]},'index':0},"
                    + "{'content':{'parts':[{'text':'b'}]},'index':1}]}")
            + record("{'candidates':[{'finishReason':'MAX_TOKENS','index':1}]}")
            + record("{'candidates':[{'content':{'parts':[{'text':'c'}]},'finishReason':'STOP'}]}");
    List<JsonNode> chunks = chunks(whole(answer(true, false), stream));
    StringBuilder order = new StringBuilder();
    for (JsonNode chunk : chunks) {
      JsonNode choice = chunk.at("/choices/0");
      order
          .append(choice.path("index").asInt())
          .append(choice.at("/delta/role").asText())
          .append(choice.at("/delta/content").asText())
          .append(choice.path("finish_reason").asText().replace("null", ""))
          .append(' ');
    }
    assertEquals("0assistant 0a 1assistant 1b 0c 0stop 1length ", order.toString());
  }

  @Test
  void oneFinishedChoiceOfTwoIsNoWholeAnswer() {
    AnswerTranslator answer = answer(true, true);
    String out =
        whole(
            answer,
            record(
                "{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'},"
                    + "{'content':{'parts':[{'text':'b'}]},'index':1}]}"));
    assertFalse(answer.complete());
    assertFalse(out.contains("[DONE]"));
    assertFalse(out.contains("\"stop\""));
  }

  @Test
  void thoughtsAreReasoningAndCountAsContent() {
    AnswerTranslator answer = answer(true, false);
    List<JsonNode> chunks =
        chunks(
            whole(
                answer,
                record(
                    "{'candidates':[{'content':{'parts':[{'text':'hm','thought':true},"
                        + "{'text':'a'}]},'finishReason':'STOP'}]}")));
    assertEquals("hm", chunks.get(1).at("/choices/0/delta/reasoning_content").asText());
    assertTrue(chunks.get(1).at("/choices/0/delta/content").isMissingNode());
    assertEquals("a", chunks.get(2).at("/choices/0/delta/content").asText());
    assertEquals(3, answer.contentBytes());
  }

  @Test
  void aBlockedPromptIsAnAnswerThatWasFiltered() {
    AnswerTranslator answer = answer(true, false);
    List<JsonNode> chunks =
        chunks(whole(answer, record("{'promptFeedback':{'blockReason':'SAFETY'}}")));
    assertEquals(2, chunks.size());
    assertEquals("content_filter", chunks.get(1).at("/choices/0/finish_reason").asText());
    assertTrue(answer.complete());
    assertFalse(answer.contentSeen());
  }

  @Test
  void theLastCountWinsAndTrafficAloneIsNone() {
    AnswerTranslator answer = answer(true, true);
    String out =
        whole(
            answer,
            record("{'usageMetadata':{'promptTokenCount':5,'candidatesTokenCount':1}}")
                + record(
                    "{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}],"
                        + "'usageMetadata':{'promptTokenCount':5,'cachedContentTokenCount':3,"
                        + "'toolUsePromptTokenCount':2,'candidatesTokenCount':4,"
                        + "'thoughtsTokenCount':6,'totalTokenCount':17}}")
                + record("{'usageMetadata':{'trafficType':'ON_DEMAND'}}"));
    assertEquals(Usage.reported(7, 3, 0, 10, 6), answer.usage());
    List<JsonNode> chunks = chunks(out);
    JsonNode last = chunks.get(chunks.size() - 1);
    assertEquals(0, last.path("choices").size());
    assertEquals(
        tree(
            json(
                "{'prompt_tokens':7,'completion_tokens':10,'total_tokens':17,"
                    + "'prompt_tokens_details':{'cached_tokens':3},"
                    + "'completion_tokens_details':{'reasoning_tokens':6}}")),
        last.path("usage"));
    chunks.subList(0, chunks.size() - 1).forEach(c -> assertTrue(c.path("usage").isNull()));
  }

  @Test
  void whatIsCutOffHasNoEnd() {
    byte[] bytes = UNICODE.getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut < bytes.length - 3; cut++) {
      AnswerTranslator answer = answer(true, true);
      String out = see(answer, bytes, 0, cut) + text(answer.end());
      assertFalse(answer.complete(), "cut at " + cut);
      assertFalse(out.contains("[DONE]"));
      assertFalse(out.contains("\"stop\""));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'error':{'code':429,'message':'x','status':'RESOURCE_EXHAUSTED'}}|RATE_LIMITED|REFUSED",
        "[{'error':{'code':503,'message':'x','status':'UNAVAILABLE'}}]|OVERLOADED|UNANSWERED",
        "{'error':{'code':500,'message':'x','status':'INTERNAL'}}|SERVER_ERROR|UNANSWERED",
        "{'error':{'code':400,'status':'INVALID_ARGUMENT'}}|INVALID_REQUEST|NEVER",
        "{'error':{'code':403,'status':'PERMISSION_DENIED'}}|CREDENTIAL|REFUSED",
        "{'error':'x'}|SERVER_ERROR|UNANSWERED",
        "{'candidates':[{'finishReason':'MALFORMED_FUNCTION_CALL'}]}|MALFORMED|UNANSWERED",
        "{bad|MALFORMED|UNANSWERED",
        "{} {}|MALFORMED|UNANSWERED",
        "null|MALFORMED|UNANSWERED",
        "[]|MALFORMED|UNANSWERED",
        "{'candidates':[7]}|MALFORMED|UNANSWERED",
        "{'candidates':[{'index':2147483647}]}|MALFORMED|UNANSWERED",
        "{'candidates':[{'content':{'parts':[1]}}]}|MALFORMED|UNANSWERED",
        "{'candidates':[{'content':{'parts':[{'functionCall':{}}]}}]}|MALFORMED|UNANSWERED"
      })
  void errorsInsideTheStream(String event, FailureKind kind, Failure.Retry retry) {
    AnswerTranslator before = answer(true, true);
    assertFalse(whole(before, record(event)).contains("[DONE]"));
    assertFalse(before.contentSeen());
    assertEquals(kind, errorOf(before).kind());
    assertEquals(retry, errorOf(before).retry());
    assertFalse(before.complete());

    AnswerTranslator after = answer(true, true);
    String content = record("{'candidates':[{'content':{'parts':[{'text':'a'}]}}]}");
    String tail = record("{'candidates':[{'finishReason':'STOP'}]}");
    String out = whole(after, content + record(event) + tail);
    assertEquals(2, chunks(out).size());
    assertFalse(out.contains("[DONE]"));
    assertEquals(Failure.Retry.NEVER, errorOf(after).retry());
  }

  @Test
  void anErrorsMessageIsNotPassedOn() {
    AnswerTranslator answer = answer(true, false);
    whole(answer, record("{'error':{'code':500,'message':'secret','status':'secret'}}"));
    assertFalse(errorOf(answer).toString().contains("secret"));
  }

  @Test
  void anEventIsBounded() {
    AnswerTranslator answer = answer(true, false);
    byte[] bytes = ("data: " + "x".repeat(1 << 16)).getBytes(StandardCharsets.UTF_8);
    byte[] more = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    see(answer, bytes, 0, bytes.length);
    for (int i = 0; i < 14; i++) {
      see(answer, more, 0, more.length);
      assertNull(answer.error());
    }
    see(answer, more, 0, more.length);
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
  }

  @Test
  void commentsWithoutEndDoNotAddUp() {
    AnswerTranslator answer = answer(true, false);
    byte[] ping = (": " + "p".repeat(1000) + "\n").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 5000; i++) {
      see(answer, ping, 0, ping.length);
    }
    assertNull(answer.error());
    assertTrue(whole(answer, UNICODE).endsWith("data: [DONE]\n\n"));
  }

  static List<JsonNode> chunks(String stream) {
    List<JsonNode> chunks = new ArrayList<>();
    for (String event : stream.split("\n\n", -1)) {
      if (!event.isEmpty() && !event.equals("data: [DONE]")) {
        assertTrue(event.startsWith("data: "), event);
        chunks.add(tree(event.substring(6)));
      }
    }
    assertEquals(1, chunks.stream().map(c -> c.path("id").asText()).distinct().count());
    return chunks;
  }
}
