package dev.isthmus.core.dialect.turn;

import static dev.isthmus.core.dialect.turn.ChatTranslation.answer;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.errorOf;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.json;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.sample;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.see;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.text;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.tree;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.whole;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatProviderDocumentTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai/chat.response.json",
        "openai/tool.response.json",
        "azure-openai/chat.response.json",
        "huggingface/router.response.json",
        "huggingface/tgi.tool.response.json"
      })
  void everySampleSaysTheSameAtEverySplit(String name) {
    String from = sample(name);
    String expected = whole(answer(false), from);
    assertEquals(ChatMeaning.ofDocument(from), ChatMeaning.ofDocument(expected));
    byte[] bytes = from.getBytes(UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = answer(false);
      String out =
          see(answer, bytes, 0, split)
              + see(answer, bytes, split, bytes.length)
              + text(answer.end());
      assertEquals(expected, out);
      assertTrue(answer.complete());
    }
  }

  @Test
  void cachedTokensAreCounted() {
    AnswerTranslator answer = answer(false);
    whole(answer, sample("openai/chat.response.json"));
    assertEquals(Usage.reported(1034, 1024, 0, 2, 0), answer.usage());
  }

  @Test
  void anIdThatTellsNothingIsReplaced() {
    JsonNode call =
        tree(whole(answer(false), sample("huggingface/tgi.tool.response.json")))
            .at("/choices/0/message/tool_calls/0");
    assertEquals("call_0", call.path("id").asText());
    assertTrue(call.at("/function/arguments").isTextual());
    assertEquals("Oslo", tree(call.at("/function/arguments").asText()).path("city").asText());
  }

  @Test
  void theOrderOfMembersDoesNotMatter() {
    JsonNode choice =
        tree(whole(
                answer(false),
                json(
                    "{'usage':{'completion_tokens':5,'prompt_tokens':3},'choices':["
                        + "{'finish_reason':'stop','message':{'tool_calls':[{'function':{"
                        + "'arguments':'{}','name':'f'},'id':'a',"
                        + "'extra_content':{'google':{'thought_signature':'U0lH'}}}],"
                        + "'content':'b','reasoning_content':'a'},'index':1},"
                        + "{'message':{'content':'c','role':'assistant'},'index':0}]}")))
            .path("choices");
    assertEquals("c", choice.at("/0/message/content").asText());
    assertEquals("stop", choice.at("/0/finish_reason").asText());
    assertEquals("b", choice.at("/1/message/content").asText());
    assertEquals("a", choice.at("/1/message/reasoning_content").asText());
    assertEquals("tool_calls", choice.at("/1/finish_reason").asText());
    assertEquals(
        "U0lH",
        choice.at("/1/message/tool_calls/0/extra_content/google/thought_signature").asText());
  }

  @Test
  void aRefusalIsTextThatAFilterEnds() {
    JsonNode choice =
        tree(whole(
                answer(false),
                json(
                    "{'choices':[{'index':0,'finish_reason':'stop','message':{"
                        + "'content':null,'refusal':'No.'}}]}")))
            .at("/choices/0");
    assertEquals("No.", choice.at("/message/content").asText());
    assertEquals("content_filter", choice.path("finish_reason").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'object':'error','message':'x','type':'NotFoundError','code':404}|DEPLOYMENT_NOT_FOUND",
        "[{'error':{'code':404,'message':'x','status':'NOT_FOUND'}}]|DEPLOYMENT_NOT_FOUND",
        "{'error':'x','error_type':'overloaded'}|OVERLOADED",
        "{'error':{'type':'server_error'}}|SERVER_ERROR",
        "{'choices':[]}|MALFORMED",
        "{'choices':null,'usage':{'prompt_tokens':1}}|MALFORMED",
        "{'choices':[{'index':0,'message':null,'finish_reason':null}]}|MALFORMED",
        "{'choices':[{'message':{'tool_calls':[{'id':'a','function':{}}]}}]}|MALFORMED",
        "{'detail':'x'}|MALFORMED",
        "{}|MALFORMED",
        "``|MALFORMED",
        "<html>|MALFORMED"
      })
  void whatIsNoAnswerIsAFailure(String document, FailureKind kind) {
    AnswerTranslator answer = answer(false);
    assertEquals("", whole(answer, json(document)));
    assertEquals(kind, errorOf(answer).kind());
    assertEquals(
        kind == FailureKind.DEPLOYMENT_NOT_FOUND ? Failure.Retry.REFUSED : Failure.Retry.UNANSWERED,
        errorOf(answer).retry());
    assertFalse(answer.complete());
  }

  @Test
  void whatIsCutOffIsNoAnswer() {
    byte[] bytes = sample("openai/tool.response.json").strip().getBytes(UTF_8);
    for (int cut = 0; cut < bytes.length; cut++) {
      AnswerTranslator answer = answer(false);
      assertEquals("", see(answer, bytes, 0, cut) + text(answer.end()), "cut at " + cut);
      assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
    }
  }
}
