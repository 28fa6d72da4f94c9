package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.answer;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.json;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.request;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.sample;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.saying;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.see;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.text;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.tree;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.whole;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import dev.isthmus.core.dialect.turn.LossPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gemini's recorded answers as callers of the Messages API read them. */
final class GeminiToMessagesTest {

  @ParameterizedTest
  @CsvSource({
    "gemini.stream.crlf.sse, messages.stream.sse",
    "gemini.tool.late_stop.stream.crlf.sse, tool.late_stop.stream.sse"
  })
  void goldenStreamsAtEverySplit(String from, String to) {
    String expected = sample("gemini-to-anthropic/" + to);
    MessageGrammar.message(expected);
    for (String lineEnd : new String[] {"\n", "\r\n"}) {
      byte[] bytes = sample("vertex-ai/" + from).replace("\n", lineEnd).getBytes(UTF_8);
      for (int split = 0; split <= bytes.length; split++) {
        AnswerTranslator answer = answer(true);
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

  @ParameterizedTest
  @CsvSource({"gemini.stream.crlf.sse", "gemini.tool.late_stop.stream.crlf.sse"})
  void aStreamCutAnywhereIsAWholeNumberOfEventsWithoutAnEnd(String from) {
    byte[] bytes = sample("vertex-ai/" + from).getBytes(UTF_8);
    int stop = new String(bytes, UTF_8).indexOf("finishReason");
    for (int cut = 0; cut < stop; cut++) {
      AnswerTranslator answer = answer(true);
      String out = see(answer, bytes, 0, cut) + text(answer.end());
      assertFalse(answer.complete());
      if (!out.isEmpty()) {
        assertTrue(MessageGrammar.begunMessage(out).path("stop_reason").isNull());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gemini.response.json, response.json",
    "gemini.tool.response.json, tool.response.json",
    "gemini.blocked.response.json, blocked.response.json",
    "gemini.thinking_ate_budget.response.json, thinking_ate_budget.response.json"
  })
  void goldenDocumentsAtEverySplit(String from, String to) {
    JsonNode expected = tree(sample("gemini-to-anthropic/" + to));
    byte[] bytes = sample("vertex-ai/" + from).getBytes(UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = answer(false);
      String out =
          see(answer, bytes, 0, split)
              + see(answer, bytes, split, bytes.length)
              + text(answer.end());
      assertEquals(expected, tree(out));
      assertTrue(answer.complete());
      assertNull(answer.error());
    }
  }

  @Test
  void aStreamTellsTheSameMessageAsADocument() {
    String parts =
        json(
            "{'candidates':[{'content':{'parts':[{'text':'hm','thought':true},"
                + "{'text':'né 🙂','thoughtSignature':'dGV4dA=='},"
                + "{'functionCall':{'id':'a.b','name':'f','args':{'n':1.10}},"
                + "'thoughtSignature':'Y2FsbA=='}]},'finishReason':'STOP'}],"
                + "'usageMetadata':{'promptTokenCount':9,'cachedContentTokenCount':4,"
                + "'candidatesTokenCount':3,'thoughtsTokenCount':2}}");
    JsonNode document = tree(whole(answer(false), parts));
    JsonNode streamed = MessageGrammar.message(whole(answer(true), "data: " + parts + "\n\n"));
    assertEquals(document, streamed);
    assertEquals(
        tree(
            json(
                "[{'type':'thinking','thinking':'hm','signature':'google:dGV4dA=='},"
                    + "{'type':'text','text':'né 🙂'},"
                    + "{'type':'redacted_thinking','data':'google+call:Y2FsbA=='},"
                    + "{'type':'tool_use','id':'a_b-17215','name':'f','input':{'n':1.10}}]")),
        document.path("content"));
    assertEquals(
        tree(
            json(
                "{'input_tokens':5,'cache_creation_input_tokens':0,'cache_read_input_tokens':4,"
                    + "'output_tokens':5,'output_tokens_details':{'thinking_tokens':2}}")),
        document.path("usage"));
  }

  @Test
  void geminisSignaturesSurviveTheRoundTrip() {
    JsonNode message =
        MessageGrammar.message(
            whole(answer(true), sample("vertex-ai/gemini.tool.late_stop.stream.crlf.sse")));
    String body =
        saying("{'role':'user','content':'a'},")
            .replace(
                ",]",
                ",{\"role\":\"assistant\",\"content\":"
                    + message.path("content")
                    + "},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                    + "\"tool_use_id\":\"call_0\",\"content\":\"-3 C\"}]}]");
    JsonNode part =
        request(body, "gemini-3-pro", LossPolicy.STRICT).tree().at("/contents/1/parts/0");
    assertEquals("c2FtcGxlLXRob3VnaHQtc2lnbmF0dXJl", part.path("thoughtSignature").asText());
    assertEquals("Oslo", part.at("/functionCall/args/city").asText());
  }

  @Test
  void aBrokenProviderEndsTheStreamWithoutAnEnd() {
    AnswerTranslator answer = answer(true);
    String out =
        whole(
            answer,
            json(
                """
                data: {'candidates':[{'content':{'parts':[{'text':'a'}]}}]}

                data: {'error':{'code':503,'status':'UNAVAILABLE'}}

                """));
    assertNotNull(answer.error());
    assertEquals("message", MessageGrammar.begunMessage(out).path("type").asText());
  }
}
