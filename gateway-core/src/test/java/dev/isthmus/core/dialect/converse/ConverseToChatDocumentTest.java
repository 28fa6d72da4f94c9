package dev.isthmus.core.dialect.converse;

import static dev.isthmus.core.dialect.converse.ConverseTranslation.answer;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.bytes;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.errorOf;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.json;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.sample;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.see;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.text;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.tree;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConverseToChatDocumentTest {

  private static AnswerTranslator read(String quoted) {
    AnswerTranslator answer = answer(false);
    text(answer.see(Unpooled.copiedBuffer(json(quoted), StandardCharsets.UTF_8)));
    text(answer.end());
    return answer;
  }

  private static JsonNode choice(String quoted) {
    return tree(whole(answer(false), json(quoted).getBytes(StandardCharsets.UTF_8)))
        .at("/choices/0");
  }

  @ParameterizedTest
  @CsvSource({"converse.response, response", "converse.tool.response, tool.response"})
  void goldenFilesAtEverySplit(String from, String to) {
    JsonNode expected = tree(sample("converse-to-openai/" + to + ".json"));
    byte[] document = bytes("aws/" + from + ".json");
    for (int split = 0; split <= document.length; split++) {
      AnswerTranslator answer = answer(false);
      String out =
          see(answer, document, 0, split)
              + see(answer, document, split, document.length)
              + text(answer.end());
      assertEquals(expected, tree(out));
      assertTrue(answer.complete());
    }
  }

  @Test
  void countsOfAnySizeAreReadAndNoneBreaksTheAnswer() {
    AnswerTranslator answer =
        read(
            "{'output':{'message':{'content':[{'text':'a'}]}},'stopReason':'end_turn','usage':{"
                + "'inputTokens':3000000000,'outputTokens':99999999999999999999}}");
    assertEquals(Usage.reported(3_000_000_000L, 0, 0, 0, 0), answer.usage());
  }

  @Test
  void membersComeInAnyOrder() {
    JsonNode choice =
        choice(
            "{'usage':{'inputTokens':1,'outputTokens':2},'stopReason':'tool_use','metrics':{},"
                + "'output':{'message':{'content':[{'text':'a'},{'reasoningContent':{"
                + "'reasoningText':{'signature':'U0lH','text':'hm'}}},{'toolUse':{'input':"
                + "{ 'x' : 1.50 },'name':'f','toolUseId':'t'}},{'toolUse':{'name':'g',"
                + "'toolUseId':'u'}},{'text':'b'},{'citationsContent':{'text':'no'}}],"
                + "'role':'assistant'}}}");
    JsonNode message = choice.path("message");
    assertEquals("ab", message.path("content").asText());
    assertEquals("hm", message.path("reasoning_content").asText());
    assertEquals("U0lH", message.at("/extra_content/anthropic/thought_signature").asText());
    assertEquals("{\"x\":1.50}", message.at("/tool_calls/0/function/arguments").asText());
    assertEquals("t", message.at("/tool_calls/0/id").asText());
    assertEquals("{}", message.at("/tool_calls/1/function/arguments").asText());
    assertEquals("tool_calls", choice.path("finish_reason").asText());
  }

  @Test
  void theInputOfTheAnswersToolIsTheAnswer() {
    JsonNode choice =
        choice(
            "{'output':{'message':{'content':[{'toolUse':{'toolUseId':'t',"
                + "'name':'isthmus_json_answer','input':{ 'a' : 1.0 }}}]}},"
                + "'stopReason':'tool_use'}");
    assertEquals("{\"a\":1.0}", choice.at("/message/content").asText());
    assertTrue(choice.at("/message/tool_calls").isMissingNode());
    assertEquals("stop", choice.path("finish_reason").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "us.amazon.nova-2-lite-v1:0, amazon",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic",
    "openai.gpt-oss-120b-1:0, bedrock"
  })
  void aSignatureIsOfWhoeverMadeTheModel(String model, String issuer) {
    String answer =
        json(
            "{'output':{'message':{'content':[{'reasoningContent':{'reasoningText':{"
                + "'text':'hm','signature':'U0lH'}}}]}},'stopReason':'end_turn'}");
    JsonNode message =
        tree(whole(answer(false, model), answer.getBytes(StandardCharsets.UTF_8)))
            .at("/choices/0/message");
    assertEquals("U0lH", message.at("/extra_content/" + issuer + "/thought_signature").asText());
  }

  @Test
  void redactedThoughtsKeepTheirIssuer() {
    JsonNode choice =
        choice(
            "{'output':{'message':{'content':[{'reasoningContent':{'redactedContent':'UkVE'}},"
                + "{'text':'a'}]}},'stopReason':'end_turn'}");
    assertEquals(
        "UkVE", choice.at("/message/extra_content/anthropic-redacted/thought_signature").asText());
  }

  @Test
  void aBlockedAnswerIsFiltered() {
    JsonNode choice =
        choice(
            "{'output':{'message':{'role':'assistant','content':[{'text':'Blocked.'}]}},"
                + "'stopReason':'guardrail_intervened'}");
    assertEquals("content_filter", choice.path("finish_reason").asText());
    assertEquals("Blocked.", choice.at("/message/content").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{'output':{'message':{'content':[{'text':'a'}]}}}",
        "{'stopReason':'end_turn'} x",
        "{'output':{'message':{'content':['a']}},'stopReason':'end_turn'}",
        "{'output':{'message':{'content':[{'toolUse':{'toolUseId':'t'}}]}},'stopReason':'tool_use'}",
        "{'output':{'message':{'content':[{'toolUse':1}]}},'stopReason':'tool_use'}",
        "{'output':{'message':{'content':[]}},'stopReason':'malformed_tool_use'}"
      })
  void answersThatBreakTheGrammar(String document) {
    AnswerTranslator answer = read(document);
    Failure error = errorOf(answer);
    assertEquals(FailureKind.MALFORMED, error.kind());
    assertEquals(Failure.Retry.UNANSWERED, error.retry());
    assertFalse(answer.complete());
  }
}
