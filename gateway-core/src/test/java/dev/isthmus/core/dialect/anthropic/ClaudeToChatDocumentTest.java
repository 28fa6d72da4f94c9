package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.answer;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.document;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.errorOf;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.json;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.lenient;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.quoted;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.sample;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.see;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.text;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.tree;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClaudeToChatDocumentTest {

  private static String message(String content, String members) {
    return json(
        "{'id':'msg_1','type':'message','role':'assistant','content':["
            + content
            + "],"
            + members
            + "}");
  }

  @Test
  void goldenFilesAtEverySplit() {
    byte[] bytes = sample("anthropic/messages.response.json").getBytes(StandardCharsets.UTF_8);
    JsonNode expected = tree(sample("claude-to-chat/messages.response.json"));
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = answer(false, false);
      assertEquals("", see(answer, bytes, 0, split) + see(answer, bytes, split, bytes.length));
      assertEquals(expected, tree(text(answer.end())));
      assertTrue(answer.complete());
      assertEquals(Usage.reported(2066, 2048, 0, 5, 0), answer.usage());
    }
    assertEquals(
        tree(sample("claude-to-chat/tool.response.json")),
        document(sample("anthropic/tool.response.json")));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, stop",
    "stop_sequence, stop",
    "pause_turn, stop",
    "tool_use, stop",
    "something_new, stop",
    "max_tokens, length",
    "model_context_window_exceeded, length",
    "refusal, content_filter"
  })
  void stopReasons(String reason, String expected) {
    JsonNode choice =
        document(
                message(
                    "{'type':'text','text':'a'}",
                    "'stop_reason':'" + reason + "','stop_sequence':null"))
            .at("/choices/0");
    assertEquals(expected, choice.path("finish_reason").asText());
    assertEquals("a", choice.at("/message/content").asText());
  }

  @Test
  void aRefusalMayHoldNothing() {
    JsonNode choice =
        document(
                message(
                    "",
                    "'stop_reason':'refusal','stop_details':{'type':'refusal','category':null}"))
            .at("/choices/0");
    assertEquals("content_filter", choice.path("finish_reason").asText());
    assertEquals("", choice.at("/message/content").asText());
  }

  @Test
  void membersMayComeInAnyOrderAndInputsKeepTheirText() {
    JsonNode message =
        document(
                json(
                    "{'stop_reason':'tool_use','usage':{'output_tokens':1},'content':["
                        + "{'thinking':'h','signature':'U0lH','type':'thinking'},"
                        + "{'citations':[{'type':'x'}],'text':'a','type':'text'},"
                        + "{'type':'server_tool_use','id':'s','name':'web_search','input':{'q':1}},"
                        + "{'type':'web_search_tool_result','tool_use_id':'s','content':[]},"
                        + "{'type':'text','text':'b'},"
                        + "{'input':{ 'x' : 1.10, 'y':12345678901234567890 },'name':'f',"
                        + "'type':'tool_use','id':'toolu_1'},"
                        + "{'type':'tool_use','id':'toolu_2','name':'g','input':{}}],"
                        + "'type':'message'}"))
            .at("/choices/0/message");
    assertEquals(
        quoted(
            "{'role':'assistant','content':'ab','refusal':null,'reasoning_content':'h',"
                + "'tool_calls':[{'id':'toolu_1','type':'function','function':{'name':'f',"
                + "'arguments':'{\\u0022x\\u0022:1.10,\\u0022y\\u0022:12345678901234567890}'}},"
                + "{'id':'toolu_2','type':'function','function':{'name':'g','arguments':'{}'}}],"
                + "'extra_content':{'anthropic':{'thought_signature':'U0lH'}}}"),
        message);
  }

  @Test
  void anAnswerThatAToolTookIsText() {
    String call = "{'type':'tool_use','id':'t','name':'isthmus_json_answer','input':{ 'a' : 1.0 }}";
    JsonNode choice = document(message(call, "'stop_reason':'tool_use'")).at("/choices/0");
    assertEquals(json("{'a':1.0}"), choice.at("/message/content").asText());
    assertEquals("stop", choice.path("finish_reason").asText());
    assertTrue(choice.at("/message/tool_calls").isMissingNode());
    String both = call + ",{'type':'tool_use','id':'u','name':'f','input':{}}";
    assertEquals(
        "tool_calls",
        document(message(both, "'stop_reason':'tool_use'"))
            .at("/choices/0/finish_reason")
            .asText());
  }

  @Test
  void countsOfAnySizeAreReadAndNoneBreaksTheAnswer() {
    AnswerTranslator answer = answer(false, false);
    whole(
        answer,
        message(
            "",
            "'stop_reason':'end_turn','usage':{'input_tokens':3000000000,"
                + "'cache_read_input_tokens':99999999999999999999,'output_tokens':5,"
                + "'output_tokens_details':{'thinking_tokens':50}}"));
    assertEquals(Usage.reported(3_000_000_000L, 0, 0, 5, 5), answer.usage());
  }

  @Test
  void usageAddsUpToWhatWasSaid() {
    AnswerTranslator answer = answer(false, false);
    JsonNode usage =
        tree(whole(
                answer,
                message(
                    "",
                    "'stop_reason':'end_turn','usage':{'input_tokens':1,"
                        + "'cache_creation_input_tokens':20,'cache_read_input_tokens':300,"
                        + "'cache_creation':{'ephemeral_5m_input_tokens':8,"
                        + "'ephemeral_1h_input_tokens':12},"
                        + "'output_tokens':4000,'output_tokens_details':"
                        + "{'thinking_tokens':50},'server_tool_use':null}")))
            .path("usage");
    assertEquals(Usage.reported(321, 300, 20, 4000, 50).keptForAnHour(12), answer.usage());
    assertEquals(321, usage.path("prompt_tokens").asInt());
    assertEquals(4000, usage.path("completion_tokens").asInt());
    assertEquals(50, usage.at("/completion_tokens_details/reasoning_tokens").asInt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "<html>",
        "{'type':'message','content':[]}",
        "{'content':[],'stop_reason':null}",
        "{'content':[],'stop_reason':{'a':1}}",
        "{'content':[7],'stop_reason':'end_turn'}",
        "{'content':[{'text':'a'}],'stop_reason':'end_turn'}",
        "{'content':[{'type':'tool_use','id':'1'}],'stop_reason':'tool_use'}",
        "{'content':[],'stop_reason':'end_turn'} {}"
      })
  void whatIsNoAnswerIsMalformed(String body) {
    AnswerTranslator answer = answer(false, false);
    assertEquals("", whole(answer, json(body)));
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
    assertEquals(Failure.Retry.UNANSWERED, errorOf(answer).retry());
    assertFalse(answer.complete());
  }

  @Test
  void anErrorInPlaceOfAnAnswer() {
    AnswerTranslator answer = answer(false, false);
    whole(answer, json("{'type':'error','error':{'type':'overloaded_error','message':'x'}}"));
    assertEquals(FailureKind.OVERLOADED, errorOf(answer).kind());
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
  void thoughtsSurviveARoundTrip() {
    String block = "{'type':'thinking','thinking':'Né. 🙂\\n','signature':'c2lnbmF0dXJl'}";
    String call = "{'type':'tool_use','id':'toolu_1','name':'f','input':{'a':1.10}}";
    JsonNode message =
        document(message(block + "," + call, "'stop_reason':'tool_use'")).at("/choices/0/message");
    String followUp =
        json("{'messages':[{'role':'user','content':'a'},")
            + message
            + json(
                ",{'role':'tool','tool_call_id':'toolu_1','content':'b'}],"
                    + "'reasoning_effort':'low'}");
    JsonNode request = lenient(followUp).tree();
    assertEquals(quoted("[" + block + "," + call + "]"), request.at("/messages/1/content"));
    assertEquals("enabled", request.at("/thinking/type").asText());
  }
}
