package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.answer;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.errorOf;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.json;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.quoted;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.sample;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.see;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.tree;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Stop;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClaudeToChatStreamTest {
  private static final String[] LINE_ENDS = {"\n", "\r\n", "\r"};

  private static final String START =
      event(
          "{'type':'message_start','message':{'id':'msg_1','content':[],'stop_reason':null,"
              + "'usage':{'input_tokens':7,'cache_creation_input_tokens':20,"
              + "'cache_read_input_tokens':300,'output_tokens':1}}}");

  private static final String STOP = event("{'type':'message_stop'}");

  private static final String UNICODE =
      START + block(0, "{'type':'text','text':''}", text("né 🙂")) + end("end_turn") + STOP;

  private static String event(String quoted) {
    String data = json(quoted);
    return "event: " + tree(data).path("type").asText() + "\ndata: " + data + "\n\n";
  }

  private static String block(int index, String start, String... deltas) {
    StringBuilder events =
        new StringBuilder(
            event(
                "{'type':'content_block_start','index':"
                    + index
                    + ",'content_block':"
                    + start
                    + "}"));
    for (String delta : deltas) {
      events.append(
          event("{'type':'content_block_delta','index':" + index + ",'delta':" + delta + "}"));
    }
    return events.append(event("{'type':'content_block_stop','index':" + index + "}")).toString();
  }

  private static String text(String text) {
    return "{'type':'text_delta','text':'" + text + "'}";
  }

  private static String input(String piece) {
    return "{'type':'input_json_delta','partial_json':'" + piece + "'}";
  }

  private static String call(int index, String id, String name, String... deltas) {
    return block(
        index, "{'type':'tool_use','id':'" + id + "','name':'" + name + "','input':{}}", deltas);
  }

  private static String end(String reason) {
    return event(
        "{'type':'message_delta','delta':{'stop_reason':'"
            + reason
            + "','stop_sequence':null},'usage':{'output_tokens':5}}");
  }

  @ParameterizedTest
  @CsvSource({
    "messages.stream.sse, messages.stream.sse, true, 5",
    "messages.stream.sse, messages.no_usage.stream.sse, false, 5",
    "thinking_tool.stream.sse, thinking_tool.stream.sse, true, 41"
  })
  void goldenFilesAtEverySplitWithEveryLineEnd(
      String from, String to, boolean includeUsage, long output) {
    String expected = sample("claude-to-chat/" + to);
    for (String lineEnd : LINE_ENDS) {
      byte[] bytes =
          sample("anthropic/" + from).replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
      for (int split = 0; split <= bytes.length; split++) {
        AnswerTranslator answer = answer(true, includeUsage);
        String out =
            see(answer, bytes, 0, split)
                + see(answer, bytes, split, bytes.length)
                + ClaudeTranslation.text(answer.end());
        assertEquals(expected, out);
        assertTrue(answer.complete());
        assertEquals(Usage.reported(2066, 2048, 0, output, 0), answer.usage());
      }
    }
  }

  @Test
  void bytesOneByOneInsideCharactersAndLineEnds() {
    String expected = whole(answer(true, true), UNICODE);
    assertTrue(expected.contains("né 🙂"));
    for (String lineEnd : LINE_ENDS) {
      byte[] bytes = UNICODE.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
      AnswerTranslator answer = answer(true, true);
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < bytes.length; i++) {
        out.append(see(answer, bytes, i, i + 1));
      }
      out.append(ClaudeTranslation.text(answer.end()));
      assertEquals(expected, out.toString());
    }
  }

  @Test
  void eventsLeaveAsTheyCome() {
    AnswerTranslator answer = answer(true, false);
    assertEquals(1, chunks(seen(answer, START)).size());
    assertFalse(answer.contentSeen());
    String said = block(0, "{'type':'text','text':''}", text("né"), text("!"));
    List<JsonNode> chunks = chunks(seen(answer, said));
    assertEquals("né", chunks.get(0).at("/choices/0/delta/content").asText());
    assertEquals("!", chunks.get(1).at("/choices/0/delta/content").asText());
    assertTrue(answer.contentSeen());
    assertEquals(4, answer.contentBytes());
    assertFalse(answer.complete());
    assertEquals(
        Usage.unfinished(327, 300, 20, 1), answer.usage(), "all of the prompt, not the answer");
  }

  private static String seen(AnswerTranslator answer, String events) {
    byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
    return see(answer, bytes, 0, bytes.length);
  }

  @Test
  void toolsAloneAreCountedAndAlwaysHaveArguments() {
    List<JsonNode> chunks =
        chunks(
            whole(
                answer(true, false),
                START
                    + block(0, "{'type':'text','text':'a'}")
                    + call(
                        1, "toolu_1", "f", input(""), input("{\\u0022a\\u0022: 1."), input("10}"))
                    + block(
                        2, "{'type':'server_tool_use','id':'s','name':'w','input':{}}", input("{}"))
                    + call(3, "toolu_2", "g", input(""))
                    + block(4, "{'type':'tool_use','id':'toolu_3','name':'h','input':{ 'b' : 2 }}")
                    + end("tool_use")
                    + STOP));
    List<JsonNode> calls = new ArrayList<>();
    chunks.forEach(chunk -> chunk.at("/choices/0/delta/tool_calls").forEach(calls::add));
    StringBuilder order = new StringBuilder();
    for (JsonNode call : calls) {
      order
          .append(call.path("index").asInt())
          .append(call.path("id").asText())
          .append(call.at("/function/name").asText())
          .append(call.at("/function/arguments").asText())
          .append('\n');
    }
    assertEquals(
        json("0toolu_1f\n0{'a': 1.\n010}\n1toolu_2g\n1{}\n2toolu_3h\n2{'b':2}\n"),
        order.toString());
    assertEquals(
        "tool_calls", chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText());
  }

  @Test
  void anAnswerThatAToolTakesIsText() {
    List<JsonNode> chunks =
        chunks(
            whole(
                answer(true, false),
                START
                    + call(0, "t", "isthmus_json_answer", input("{\\u0022a\\u0022:"), input("1}"))
                    + end("tool_use")
                    + STOP));
    assertEquals(json("{'a':"), chunks.get(1).at("/choices/0/delta/content").asText());
    assertEquals("1}", chunks.get(2).at("/choices/0/delta/content").asText());
    assertEquals("stop", chunks.get(3).at("/choices/0/finish_reason").asText());
  }

  @Test
  void aThoughtAndItsProof() {
    List<JsonNode> chunks =
        chunks(
            whole(
                answer(true, false),
                START
                    + block(
                        0,
                        "{'type':'thinking','thinking':'','signature':''}",
                        "{'type':'thinking_delta','thinking':'h'}",
                        "{'type':'signature_delta','signature':'U0lH'}")
                    + block(
                        2,
                        "{'type':'text','text':''}",
                        text("a"),
                        "{'type':'citations_delta','citation':{'type':'x'}}")
                    + end("end_turn")
                    + STOP));
    assertEquals(quoted("{'reasoning_content':'h'}"), chunks.get(1).at("/choices/0/delta"));
    assertEquals(quoted("{'content':'a'}"), chunks.get(2).at("/choices/0/delta"));
    assertEquals(
        quoted("{'extra_content':{'anthropic':{'thought_signature':'U0lH'}}}"),
        chunks.get(3).at("/choices/0/delta"));
    assertEquals("stop", chunks.get(4).at("/choices/0/finish_reason").asText());
    assertEquals(5, chunks.size());
  }

  @Test
  void anEndWithoutAReasonIsNone() {
    AnswerTranslator answer = answer(true, true);
    whole(answer, START + block(0, "{'type':'text','text':''}", text("a")) + STOP);
    assertFalse(answer.complete());
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
    assertEquals(Failure.Retry.NEVER, errorOf(answer).retry());
  }

  @Test
  void countsAreReplacedAndCorrected() {
    AnswerTranslator answer = answer(true, true);
    String out =
        whole(
            answer,
            START
                + end("end_turn")
                + event(
                    "{'type':'message_delta','delta':{},'usage':{'input_tokens':8,"
                        + "'cache_read_input_tokens':null,'output_tokens':60,"
                        + "'output_tokens_details':{'thinking_tokens':9}}}")
                + STOP);
    assertEquals(Usage.reported(328, 300, 20, 60, 9), answer.usage());
    assertTrue(answer.complete());
    List<JsonNode> chunks = chunks(out);
    assertEquals(328, chunks.get(chunks.size() - 1).at("/usage/prompt_tokens").asInt());
    assertEquals("stop", chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText());
  }

  @Test
  void pingsAndWhatIsNotKnownArePassedOver() {
    String noise =
        event("{'type':'ping'}")
            + ": comment\n\n"
            + event("{'type':'content_block_frozen','delta':7,'content':[1],'message':'x'}")
            + event(
                "{'type':'content_block_delta','index':0,'delta':{'type':'mood_delta','mood':1}}")
            + "data: {}\n\n";
    String stream =
        noise
            + START
            + noise
            + block(0, "{'type':'text','text':'a'}", "{'type':'mood_delta'}")
            + noise
            + end("max_tokens")
            + noise
            + STOP
            + noise
            + end("refusal");
    List<JsonNode> chunks = chunks(whole(answer(true, false), stream));
    assertEquals(3, chunks.size());
    assertEquals("a", chunks.get(1).at("/choices/0/delta/content").asText());
    assertEquals("length", chunks.get(2).at("/choices/0/finish_reason").asText());
  }

  @Test
  void theStopSequenceThatWasMetIsNamed() throws IOException {
    List<TurnEvent> said = new ArrayList<>();
    ByteBuf bytes =
        ClaudeTranslation.bytes(
            START
                + event(
                    "{'type':'message_delta','delta':{'stop_sequence':'END',"
                        + "'stop_reason':'stop_sequence'},'usage':{'output_tokens':5}}")
                + STOP);
    new ClaudeSide(ClaudeSide.Form.VERTEX).answerReader(true).see(bytes, said::add);
    bytes.release();
    assertEquals(new Stop(StopReason.END, "END"), said.get(said.size() - 1));
  }

  @Test
  void whatIsCutOffHasNoEnd() {
    byte[] bytes = UNICODE.getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut < bytes.length - 3; cut++) {
      AnswerTranslator answer = answer(true, true);
      String out = see(answer, bytes, 0, cut) + ClaudeTranslation.text(answer.end());
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
        "{'type':'error','error':{'type':'overloaded_error','message':'x'}}|OVERLOADED|UNANSWERED",
        "{'type':'error','error':{'type':'rate_limit_error'}}|RATE_LIMITED|REFUSED",
        "{'type':'error','error':{'type':'api_error'}}|SERVER_ERROR|UNANSWERED",
        "{'type':'error','error':{'type':'timeout_error'}}|SERVER_ERROR|UNANSWERED",
        "{'type':'error','error':{'type':'billing_error'}}|BILLING|REFUSED",
        "{'type':'error','error':{'type':'authentication_error'}}|CREDENTIAL|REFUSED",
        "{'type':'error','error':{'type':'permission_error'}}|CREDENTIAL|REFUSED",
        "{'type':'error','error':{'type':'not_found_error'}}|DEPLOYMENT_NOT_FOUND|REFUSED",
        "{'type':'error','error':{'type':'invalid_request_error'}}|INVALID_REQUEST|NEVER",
        "{'type':'error','error':{'type':'request_too_large'}}|TOO_LARGE|NEVER",
        "{'type':'error','error':'x'}|SERVER_ERROR|UNANSWERED",
        "{'error':{'code':429,'message':'x','status':'RESOURCE_EXHAUSTED'}}|RATE_LIMITED|REFUSED",
        "{'error':{'code':503,'status':'UNAVAILABLE'}}|OVERLOADED|UNANSWERED",
        "{bad|MALFORMED|UNANSWERED",
        "{} {}|MALFORMED|UNANSWERED",
        "[]|MALFORMED|UNANSWERED",
        "null|MALFORMED|UNANSWERED",
        "{'type':'content_block_start','index':0}|MALFORMED|UNANSWERED",
        "{'type':'content_block_start','content_block':7}|MALFORMED|UNANSWERED",
        "{'type':'content_block_delta','delta':{}}|MALFORMED|UNANSWERED",
        "{'type':'content_block_start','content_block':{'type':'tool_use'}}|MALFORMED|UNANSWERED",
        "{'type':'message_delta'}|MALFORMED|UNANSWERED"
      })
  void errorsInsideTheStream(String data, FailureKind kind, Failure.Retry retry) {
    String event = "data: " + json(data) + "\n\n";
    AnswerTranslator before = answer(true, true);
    assertFalse(whole(before, START + event + STOP).contains("[DONE]"));
    assertFalse(before.contentSeen());
    assertEquals(kind, errorOf(before).kind());
    assertEquals(retry, errorOf(before).retry());
    assertFalse(before.complete());

    AnswerTranslator after = answer(true, true);
    String content = START + block(0, "{'type':'text','text':'a'}");
    String out = whole(after, content + event + end("end_turn") + STOP);
    assertEquals(2, chunks(out).size());
    assertFalse(out.contains("[DONE]"));
    assertEquals(Failure.Retry.NEVER, errorOf(after).retry());
  }

  @Test
  void theSampleThatBreaksInMidstream() {
    AnswerTranslator answer = answer(true, true);
    String out = whole(answer, sample("anthropic/error.midstream.sse"));
    assertEquals(FailureKind.OVERLOADED, errorOf(answer).kind());
    assertEquals(Failure.Retry.UNANSWERED, errorOf(answer).retry());
    assertFalse(out.contains("[DONE]"));
  }

  @Test
  void anErrorsMessageIsNotPassedOn() {
    AnswerTranslator answer = answer(true, false);
    whole(answer, event("{'type':'error','error':{'type':'secret','message':'secret'}}"));
    assertFalse(errorOf(answer).toString().contains("secret"));
  }

  private static List<JsonNode> chunks(String stream) {
    List<JsonNode> chunks = new ArrayList<>();
    for (String event : stream.split("\n\n", -1)) {
      if (!event.isEmpty() && !event.equals("data: [DONE]")) {
        assertTrue(event.startsWith("data: "), event);
        chunks.add(tree(event.substring(6)));
      }
    }
    return chunks;
  }
}
