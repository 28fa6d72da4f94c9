package dev.isthmus.core.dialect.turn;

import static dev.isthmus.core.dialect.turn.ChatTranslation.answer;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.errorOf;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.json;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.sample;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.see;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.text;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.whole;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
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
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatProviderStreamTest {
  private static final Speaker FIRST = new Speaker(Role.ASSISTANT, 0);
  private static final String CONTENT = chunk("{'content':'Hel'}", "null");
  private static final String STOP = chunk("{}", "'stop'");

  private static String record(String quoted) {
    return "data: " + json(quoted) + "\n\n";
  }

  private static String chunk(String delta, String finishReason) {
    return record(
        "{'choices':[{'index':0,'delta':" + delta + ",'finish_reason':" + finishReason + "}]}");
  }

  private static String calls(String pieces) {
    return chunk("{'tool_calls':" + pieces + "}", "null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai/chat.include_usage.stream.sse",
        "openai/chat.no_usage.stream.sse",
        "openai/tool.stream.sse",
        "azure-openai/chat.stream.sse",
        "azure-openai/chat.async_filter.stream.sse",
        "azure-openai/chat.async_filter.blocked.stream.sse",
        "huggingface/tgi.chat.stream.sse",
        "vertex-ai/openapi.stream.sse"
      })
  void everySampleSaysTheSameAtEverySplit(String name) {
    String from = sample(name);
    String expected = whole(answer(true), from);
    assertEquals(ChatMeaning.ofStream(from), ChatMeaning.ofStream(expected));
    assertTrue(expected.endsWith("data: [DONE]\n\n"), expected);
    byte[] bytes = from.getBytes(UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = answer(true);
      String out =
          see(answer, bytes, 0, split)
              + see(answer, bytes, split, bytes.length)
              + text(answer.end());
      assertEquals(expected, out);
      assertTrue(answer.complete());
      assertNull(answer.error());
    }
  }

  @Test
  void usageComesAfterTheEndOrInEveryChunk() {
    AnswerTranslator openAi = answer(true);
    whole(openAi, sample("openai/chat.include_usage.stream.sse"));
    assertEquals(Usage.reported(12, 0, 0, 3, 0), openAi.usage());
    AnswerTranslator each = answer(true);
    whole(
        each,
        record("{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':1}}")
            + record(
                "{'choices':[{'delta':{'content':'a'},'finish_reason':'stop'}],'usage':{"
                    + "'prompt_tokens':9,'completion_tokens':5,'prompt_tokens_details':{"
                    + "'cached_tokens':4,'cache_write_tokens':2},'completion_tokens_details':{"
                    + "'reasoning_tokens':3}},'x_groq':{'usage':{'prompt_tokens':77}}}")
            + record("{'choices':[],'usage':null}")
            + record("{'choices':[],'usage':{'prompt_tokens':99999999999999999999}}"));
    assertEquals(Usage.reported(9, 4, 2, 5, 3), each.usage());
  }

  @Test
  void aFilterThatComesAfterTheEndHasTheLastWord() {
    String out =
        whole(
            answer(true),
            CONTENT
                + STOP
                + record("{'choices':[{'index':0,'finish_reason':'content_filter'}],'id':''}"));
    assertEquals("content_filter", ChatMeaning.ofStream(out).first().finish());
  }

  @Test
  void aRefusalIsTextThatAFilterEnds() throws IOException {
    assertEquals(
        List.of(
            FIRST, new Text("I "), FIRST, new Text("won't"), FIRST, new Stop(StopReason.FILTER)),
        events(
            chunk("{'role':'assistant','refusal':'I '}", "null")
                + chunk("{'refusal':\"won't\"}".replace("won't", "won\\u0027t"), "null")
                + STOP));
  }

  @Test
  void thoughtsComeUnderEitherName() throws IOException {
    assertEquals(
        List.of(
            FIRST,
            new Reasoning("a", null),
            FIRST,
            new Reasoning("b", null),
            FIRST,
            new Reasoning("c", null),
            new Text("d"),
            FIRST,
            new Reasoning("", new Signature("google", "U0lH"))),
        events(
            chunk("{'reasoning_content':'a'}", "null")
                + chunk("{'reasoning':'b','content':null}", "null")
                + chunk("{'content':'d','reasoning':'c','reasoning_content':'c'}", "null")
                + chunk("{'extra_content':{'google':{'thought_signature':'U0lH'}}}", "''")));
  }

  @Test
  void scoredTokensAndTheSequenceThatWasMet() throws IOException {
    List<TurnEvent> events =
        events(
            record(
                "{'choices':[{'finish_reason':'stop','stop_reason':'END','delta':{'content':'a'},"
                    + "'index':0,'logprobs':{'content':[{'token':'a','logprob':-0.5,'bytes':[97],"
                    + "'top_logprobs':[{'token':'b','logprob':-2,'bytes':null}]}],"
                    + "'refusal':null}}]}"));
    assertEquals(
        List.of(
            FIRST,
            new Text("a"),
            new Logprobs(
                List.of(new ScoredToken("a", -0.5, List.of(new ScoredToken("b", -2, List.of()))))),
            new Stop(StopReason.END, "END")),
        events);
  }

  @Test
  void callsAreToldApartByIndex() throws IOException {
    assertEquals(
        List.of(
            FIRST,
            new ToolCallStart(0, "a", "f"),
            new ToolCallStart(1, "b", "g"),
            FIRST,
            new ToolCallArguments(1, "{"),
            new ToolCallArguments(0, "{}"),
            FIRST,
            new ToolCallArguments(1, "}"),
            FIRST,
            new Stop(StopReason.TOOL_CALLS)),
        events(
            calls(
                    "[{'index':3,'id':'a','function':{'name':'f','arguments':''}},"
                        + "{'index':7,'id':'b','function':{'name':'g'}}]")
                + calls(
                    "[{'index':7,'id':'b','function':{'name':'g','arguments':'{'}},"
                        + "{'index':3,'id':'','function':{'name':'f','arguments':'{}'}}]")
                + calls("[{'index':7,'function':{'arguments':'}'}}]")
                + STOP));
  }

  @Test
  void callsAreToldApartByIdWhereTheIndexDoesNot() throws IOException {
    List<TurnEvent> expected =
        List.of(
            FIRST,
            new ToolCallStart(0, "a", "f"),
            new ToolCallArguments(0, "{}"),
            FIRST,
            new ToolCallStart(1, "b", "f"),
            new ToolCallArguments(1, "["),
            FIRST,
            new ToolCallArguments(1, "]"));
    for (String index : List.of("", "'index':0,")) {
      assertEquals(
          expected,
          events(
              calls("[{" + index + "'id':'a','function':{'name':'f','arguments':'{}'}}]")
                  + calls("[{" + index + "'id':'b','function':{'name':'f','arguments':'['}}]")
                  + calls("[{" + index + "'function':{'arguments':']'}}]")));
    }
  }

  @Test
  void aCallAloneWithoutArrayAndItsArgumentsAsObject() throws IOException {
    assertEquals(
        List.of(
            FIRST,
            new ToolCallStart(0, null, "f"),
            new ToolCallArguments(0, "{\"a\": 1.50}"),
            FIRST,
            new ToolCallArguments(0, "x")),
        events(
            calls("{'index':0,'id':'0','function':{'name':'f','arguments':{'a': 1.50}}}")
                + calls("{'index':0,'id':'','function':{'name':'f','arguments':'x'}}")));
  }

  @Test
  void theOlderFunctionCallIsACall() throws IOException {
    assertEquals(
        List.of(
            FIRST,
            new ToolCallStart(0, null, "f"),
            FIRST,
            new ToolCallArguments(0, "{}"),
            FIRST,
            new Stop(StopReason.TOOL_CALLS)),
        events(
            chunk("{'function_call':{'name':'f','arguments':''}}", "null")
                + chunk("{'function_call':{'arguments':'{}'}}", "null")
                + chunk("{'function_call':null}", "'function_call'")));
  }

  @Test
  void aSignedCallIsSaidWhole() throws IOException {
    String signed =
        "'extra_content':{'google':{'thought_signature':'U0lH'}},'function':{'name':'f',"
            + "'arguments':'{}'}}]";
    assertEquals(
        List.of(
            FIRST,
            new ToolCall("a", "f", "{}", new Signature("google", "U0lH")),
            FIRST,
            new ToolCallStart(1, "b", "g"),
            new ToolCallArguments(1, "{}")),
        events(
            calls("[{'index':0,'id':'a'," + signed)
                + calls("[{'index':0,'id':'b','function':{'name':'g','arguments':'{}'}}]")));
  }

  @Test
  void severalChoicesAndPartsOfText() throws IOException {
    assertEquals(
        List.of(
            new Speaker(Role.ASSISTANT, 1),
            new Text("ab"),
            FIRST,
            new Text("c"),
            FIRST,
            new Stop(StopReason.LENGTH)),
        events(
            record(
                    "{'choices':[{'delta':{'content':[{'type':'text','text':'a'},"
                        + "{'text':'b'},7]},'index':1},{'index':0,'delta':{'content':'c'}}]}")
                + chunk("{}", "'length'")));
  }

  @Test
  void whatIsCutOffHasNoEnd() {
    String all = CONTENT + STOP + "data: [DONE]\n\n";
    int lastQuote = CONTENT.length() + STOP.length() - 3;
    byte[] bytes = all.getBytes(UTF_8);
    for (int cut = 0; cut < bytes.length; cut++) {
      AnswerTranslator answer = answer(true);
      String out = see(answer, bytes, 0, cut) + text(answer.end());
      boolean over = cut > lastQuote;
      assertEquals(over, answer.complete(), "cut at " + cut);
      assertEquals(over, out.contains("[DONE]"), "cut at " + cut);
    }
  }

  @Test
  void anEndMarkAloneIsNoEnd() {
    AnswerTranslator answer = answer(true);
    String out = whole(answer, CONTENT + "data: [DONE]\n\n" + STOP);
    assertFalse(answer.complete());
    assertFalse(out.contains("[DONE]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'error':{'message':'x','type':'server_error','param':null,'code':null}}"
            + "|SERVER_ERROR|UNANSWERED",
        "{'error':{'message':'x','code':'rate_limit_exceeded'}}|RATE_LIMITED|REFUSED",
        "{'error':{'message':'x','code':429}}|RATE_LIMITED|REFUSED",
        "{'error':{'message':'x','http_status_code':424}}|SERVER_ERROR|UNANSWERED",
        "{'error':{'message':'x','http_status_code':503}}|OVERLOADED|UNANSWERED",
        "{'error':{'code':'context_length_exceeded'}}|CONTEXT_LENGTH|NEVER",
        "{'error':{'code':'content_filter','innererror':{'code':'y'}}}|CONTENT_FILTER|NEVER",
        "{'error':'x','error_type':'overloaded'}|OVERLOADED|UNANSWERED",
        "{'error':'x','error_type':'validation'}|INVALID_REQUEST|NEVER",
        "{'error':'x','error_type':'generation'}|SERVER_ERROR|UNANSWERED",
        "{'object':'error','message':'x','type':'NotFoundError','code':404}"
            + "|DEPLOYMENT_NOT_FOUND|REFUSED",
        "[{'error':{'code':429,'message':'x','status':'RESOURCE_EXHAUSTED'}}]"
            + "|RATE_LIMITED|REFUSED",
        "{'choices':[{'delta':{},'finish_reason':'error'}]}|SERVER_ERROR|UNANSWERED",
        "{bad|MALFORMED|UNANSWERED",
        "{} {}|MALFORMED|UNANSWERED",
        "null|MALFORMED|UNANSWERED",
        "[]|MALFORMED|UNANSWERED",
        "[{},{}]|MALFORMED|UNANSWERED",
        "{'choices':[7]}|MALFORMED|UNANSWERED",
        "{'choices':[{'index':2147483647,'delta':{}}]}|MALFORMED|UNANSWERED",
        "{'choices':[{'index':-1,'delta':{}}]}|MALFORMED|UNANSWERED",
        "{'choices':[{'delta':{'tool_calls':[1]}}]}|MALFORMED|UNANSWERED",
        "{'choices':[{'delta':{'tool_calls':[{'function':{'arguments':'x'}}]}}]}"
            + "|MALFORMED|UNANSWERED"
      })
  void errorsInsideTheStream(String event, FailureKind kind, Failure.Retry retry) {
    AnswerTranslator before = answer(true);
    assertFalse(whole(before, record(event)).contains("[DONE]"));
    assertFalse(before.contentSeen());
    assertEquals(kind, errorOf(before).kind());
    assertEquals(retry, errorOf(before).retry());
    assertFalse(before.complete());

    AnswerTranslator after = answer(true);
    String out = whole(after, CONTENT + record(event) + STOP + "data: [DONE]\n\n");
    assertFalse(out.contains("[DONE]"));
    assertEquals(Failure.Retry.NEVER, errorOf(after).retry());
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/error.midstream.sse", "huggingface/tgi.error.midstream.sse"})
  void errorsOfTheSamples(String name) {
    AnswerTranslator answer = answer(true);
    String out = whole(answer, sample(name));
    assertEquals("Hel", ChatMeaning.ofStream(out).first().text());
    assertEquals(FailureKind.SERVER_ERROR, errorOf(answer).kind());
    assertFalse(out.contains("[DONE]"));
  }

  @Test
  void anErrorsMessageIsNotPassedOn() {
    AnswerTranslator answer = answer(true);
    whole(answer, record("{'error':{'message':'secret','type':'secret','code':'secret'}}"));
    assertFalse(errorOf(answer).toString().contains("secret"));
  }

  @Test
  void callsWithoutEndAreBounded() {
    AnswerTranslator answer = answer(true);
    StringBuilder stream = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      stream.append(calls("[{'index':" + i + ",'function':{'name':'f'}}]"));
    }
    whole(answer, stream.toString());
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
  }

  /** Whatever stands in a place, the reader passes over it or says that the answer is broken. */
  @Test
  void strangeValuesInEveryPlace() {
    String[] values = {"null", "true", "7", "1.5", "'x'", "[]", "[[1]]", "{}", "{'a':{'b':[1]}}"};
    String[] places = {
      "{'choices':@}",
      "{'usage':@,'choices':[{'delta':{},'finish_reason':'stop'}]}",
      "{'usage':{'prompt_tokens':@,'prompt_tokens_details':@},'choices':[]}",
      "{'choices':[{'index':@,'delta':@,'finish_reason':@,'logprobs':@,'stop_reason':@}]}",
      "{'choices':[{'delta':{'content':@,'refusal':@,'reasoning':@,'reasoning_content':@}}]}",
      "{'choices':[{'delta':{'tool_calls':@,'function_call':@,'extra_content':@}}]}",
      "{'choices':[{'delta':{'tool_calls':[{'index':@,'id':@,'function':@,'extra_content':@}]}}]}",
      "{'choices':[{'delta':{'tool_calls':[{'function':{'name':@,'arguments':@}}]}}]}",
      "{'choices':[{'delta':{},'logprobs':{'content':@}}]}",
      "{'choices':[{'delta':{},'logprobs':{'content':[{'token':@,'logprob':@,"
          + "'top_logprobs':@}]}}]}",
      "{'id':@,'object':@,'code':@,'type':@,'error_type':@,'choices':[]}"
    };
    for (String place : places) {
      for (String value : values) {
        AnswerTranslator answer = answer(true);
        String event = place.replace("@", value);
        whole(answer, record(event) + CONTENT + STOP);
        boolean known = answer.error() == null || errorOf(answer).kind() == FailureKind.MALFORMED;
        assertTrue(known, event + " " + answer.error());
        assertEquals(answer.error() == null, answer.complete(), event);
      }
    }
  }

  private static List<TurnEvent> events(String stream) throws IOException {
    List<TurnEvent> events = new ArrayList<>();
    AnswerReader reader = ChatTranslation.PROVIDER.answerReader(true);
    ByteBuf part = GeminiTranslation.bytes(stream);
    reader.see(part, events::add);
    reader.end(events::add);
    part.release();
    assertTrue(events.stream().noneMatch(Metered.class::isInstance));
    return events;
  }
}
