package dev.isthmus.core.dialect.turn;

import static dev.isthmus.core.dialect.turn.GeminiTranslation.answer;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.document;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.errorOf;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.json;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.lenient;
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
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GeminiToChatDocumentTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"response", "tool.response", "blocked.response", "thinking_ate_budget.response"})
  void goldenFilesAtEverySplit(String name) {
    byte[] bytes = sample("vertex-ai/gemini." + name + ".json").getBytes(StandardCharsets.UTF_8);
    JsonNode expected = tree(sample("gemini-to-openai/" + name + ".json"));
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = answer(false, false);
      assertEquals("", see(answer, bytes, 0, split));
      assertEquals("", see(answer, bytes, split, bytes.length));
      assertFalse(answer.complete());
      assertEquals(expected, tree(text(answer.end())));
      assertTrue(answer.complete());
      Usage usage = Objects.requireNonNull(answer.usage());
      assertEquals(expected.at("/usage/completion_tokens").asLong(), usage.output());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STOP, stop, tool_calls",
    "MAX_TOKENS, length, length",
    "SAFETY, content_filter, content_filter",
    "RECITATION, content_filter, content_filter",
    "BLOCKLIST, content_filter, content_filter",
    "PROHIBITED_CONTENT, content_filter, content_filter",
    "SPII, content_filter, content_filter",
    "IMAGE_SAFETY, content_filter, content_filter",
    "IMAGE_PROHIBITED_CONTENT, content_filter, content_filter",
    "LANGUAGE, stop, tool_calls",
    "OTHER, stop, tool_calls",
    "SOMETHING_NEW, stop, tool_calls"
  })
  void stopReasons(String reason, String withText, String withCall) {
    assertEquals(withText, finish(reason, "'text':'a'"));
    assertEquals(withCall, finish(reason, "'functionCall':{'name':'f'}"));
  }

  private static String finish(String reason, String part) {
    return document(
            json(
                "{'candidates':[{'content':{'parts':[{"
                    + part
                    + "}]},'finishReason':'"
                    + reason
                    + "'}]}"))
        .at("/choices/0/finish_reason")
        .asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"})
  void aCallThatTheModelCouldNotWriteIsAnError(String reason) {
    AnswerTranslator answer = answer(false, false);
    assertEquals("", whole(answer, json("{'candidates':[{'finishReason':'" + reason + "'}]}")));
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
    assertTrue(errorOf(answer).detail().contains(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'promptTokenCount':1}|1|0|0|0",
        "{'promptTokenCount':10,'candidatesTokenCount':5}|10|0|5|0",
        "{'promptTokenCount':10,'candidatesTokenCount':5,'thoughtsTokenCount':7}|10|0|12|7",
        "{'promptTokenCount':10,'cachedContentTokenCount':8,'thoughtsTokenCount':7}|10|8|7|7",
        "{'promptTokenCount':10,'toolUsePromptTokenCount':3,'candidatesTokenCount':-1}|13|0|0|0",
        "{'promptTokenCount':3000000000,'cachedContentTokenCount':4000000000}"
            + "|3000000000|3000000000|0|0"
      })
  void usage(String metadata, long input, long cached, long output, long reasoning) {
    AnswerTranslator answer = answer(false, false);
    JsonNode tree =
        tree(
            whole(
                answer,
                json("{'candidates':[{'finishReason':'STOP'}],'usageMetadata':" + metadata + "}")));
    assertEquals(Usage.reported(input, cached, 0, output, reasoning), answer.usage());
    assertEquals(input, tree.at("/usage/prompt_tokens").asLong());
    assertEquals(output, tree.at("/usage/completion_tokens").asLong());
    assertEquals(input + output, tree.at("/usage/total_tokens").asLong());
    assertEquals(cached, tree.at("/usage/prompt_tokens_details/cached_tokens").asLong());
    assertEquals(reasoning, tree.at("/usage/completion_tokens_details/reasoning_tokens").asLong());
  }

  @Test
  void logprobsAreTold() {
    JsonNode logprobs =
        document(
                json(
                    "{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP',"
                        + "'logprobsResult':{'topCandidates':[{'candidates':[{'token':'a',"
                        + "'logProbability':-0.5},{'token':'b','logProbability':-1}]}],"
                        + "'chosenCandidates':[{'token':'a','tokenId':1,'logProbability':-0.5}]}}]}"))
            .at("/choices/0/logprobs/content");
    assertEquals(
        tree(
            json(
                "[{'token':'a','logprob':-0.5,'bytes':null,'top_logprobs':["
                    + "{'token':'a','logprob':-0.5,'bytes':null},"
                    + "{'token':'b','logprob':-1,'bytes':null}]}]")),
        logprobs);
  }

  @Test
  void choicesAndThoughts() {
    JsonNode choices =
        document(
                json(
                    "{'candidates':[{'content':{'parts':[{'text':'b'}]},'finishReason':'STOP',"
                        + "'index':1},{'content':{'parts':[{'thought':true,'text':'h'},"
                        + "{'thought':true,'text':'m'},{'text':'a'},{'text':'c',"
                        + "'thoughtSignature':'U0lH'},{'inlineData':{'mimeType':'x/y','data':''}}]},"
                        + "'finishReason':'STOP','index':0}]}"))
            .path("choices");
    assertEquals("ac", choices.at("/0/message/content").asText());
    assertEquals("hm", choices.at("/0/message/reasoning_content").asText());
    assertEquals("U0lH", choices.at("/0/message/extra_content/google/thought_signature").asText());
    assertEquals("b", choices.at("/1/message/content").asText());
    assertEquals(1, choices.at("/1/index").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"candidates\":[]}", "[]", "<html>", "{\"candidates\":null}"})
  void whatIsNoAnswerIsMalformed(String body) {
    AnswerTranslator answer = answer(false, false);
    assertEquals("", whole(answer, body));
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
    assertEquals(Failure.Retry.UNANSWERED, errorOf(answer).retry());
    assertFalse(answer.complete());
  }

  @Test
  void aPlainAnswerIsBounded() {
    AnswerTranslator answer = answer(false, false);
    byte[] mebibyte = new byte[1 << 20];
    Arrays.fill(mebibyte, (byte) ' ');
    for (int i = 0; i < 32; i++) {
      see(answer, mebibyte, 0, mebibyte.length);
    }
    assertNull(answer.error());
    see(answer, mebibyte, 0, 1);
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
  }

  @Test
  void signaturesSurviveARoundTrip() {
    JsonNode message =
        document(sample("vertex-ai/gemini.tool.response.json")).at("/choices/0/message");
    String followUp =
        json("{'messages':[{'role':'user','content':'Weather in Oslo and Rome?'},")
            + message
            + json(
                ",{'role':'tool','tool_call_id':'call_0','content':'-3 C'},"
                    + "{'role':'tool','tool_call_id':'call_1','content':'14 C'}]}");
    assertEquals(
        tree(sample("vertex-ai/gemini.tool-followup.request.json")).path("contents"),
        lenient(followUp).tree().path("contents"));
  }
}
