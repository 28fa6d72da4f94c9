package dev.isthmus.core.dialect.converse;

import static dev.isthmus.core.bytes.EventStreamBytes.event;
import static dev.isthmus.core.bytes.EventStreamBytes.exception;
import static dev.isthmus.core.bytes.EventStreamBytes.joined;
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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.bytes.EventStreamBytes;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConverseToChatStreamTest {
  private static final byte[] START = event("messageStart", "{\"role\":\"assistant\"}");
  private static final byte[] HI = delta(0, "{'text':'Hi'}");
  private static final byte[] END = event("messageStop", "{\"stopReason\":\"end_turn\"}");

  private static byte[] delta(int index, String delta) {
    return event(
        "contentBlockDelta", json("{'delta':" + delta + ",'contentBlockIndex':" + index + "}"));
  }

  private static byte[] call(int index, String id, String name) {
    return event(
        "contentBlockStart",
        json(
            "{'start':{'toolUse':{'toolUseId':'"
                + id
                + "','name':'"
                + name
                + "'}},'contentBlockIndex':"
                + index
                + "}"));
  }

  private static byte[] stop(int index) {
    return event("contentBlockStop", json("{'contentBlockIndex':" + index + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"converse.stream", "converse.tool.stream"})
  void goldenFilesAtEverySplit(String name) {
    String expected = sample("converse-to-openai/" + name + ".sse");
    byte[] stream = bytes("aws/" + name + ".bin");
    for (int split = 0; split <= stream.length; split++) {
      AnswerTranslator answer = answer(true);
      String out =
          see(answer, stream, 0, split)
              + see(answer, stream, split, stream.length)
              + text(answer.end());
      assertEquals(expected, out, "split " + split);
      assertTrue(answer.complete());
      assertEquals(Usage.reported(2078, 2048, 0, 5, 0), answer.usage());
    }
  }

  @Test
  void bytesOneByOne() {
    byte[] stream = bytes("aws/converse.tool.stream.bin");
    AnswerTranslator answer = answer(true);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < stream.length; i++) {
      out.append(see(answer, stream, i, i + 1));
    }
    out.append(text(answer.end()));
    assertEquals(sample("converse-to-openai/converse.tool.stream.sse"), out.toString());
  }

  @Test
  void aThrottledStreamIsNoAnswerAtEverySplit() {
    byte[] stream = bytes("aws/converse.throttled_midstream.bin");
    for (int split = 0; split <= stream.length; split++) {
      AnswerTranslator answer = answer(true);
      String out =
          see(answer, stream, 0, split)
              + see(answer, stream, split, stream.length)
              + text(answer.end());
      assertTrue(out.contains("\"Gre\"") && !out.contains("[DONE]"), out);
      assertFalse(answer.complete());
      Failure error = errorOf(answer);
      assertEquals(FailureKind.RATE_LIMITED, error.kind());
      assertEquals(Failure.Retry.NEVER, error.retry(), "content was seen");
      assertFalse(error.detail().contains("Too many"), error.detail());
    }
  }

  @Test
  void aCutStreamIsNoWholeAnswer() {
    byte[] stream = bytes("aws/converse.stream.bin");
    int messageStopEnds = 593 + 137;
    for (int length = 0; length < messageStopEnds; length++) {
      AnswerTranslator answer = answer(true);
      String out = see(answer, stream, 0, length) + text(answer.end());
      assertFalse(answer.complete(), "length " + length);
      assertFalse(out.contains("[DONE]"), out);
    }
    AnswerTranslator answer = answer(true);
    String out = see(answer, stream, 0, messageStopEnds) + text(answer.end());
    assertTrue(answer.complete());
    assertTrue(out.endsWith("[DONE]\n\n"));
    assertNull(answer.usage());
  }

  @Test
  void usageThatIsCutOffBreaksTheAnswer() {
    byte[] stream = bytes("aws/converse.stream.bin");
    AnswerTranslator answer = answer(true);
    String out = see(answer, stream, 0, stream.length - 1) + text(answer.end());
    assertFalse(out.contains("[DONE]"));
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
  }

  @Test
  void aWrongChecksumBreaksTheAnswer() {
    byte[] stream = bytes("aws/converse.stream.bin");
    for (int at : new int[] {0, 9, 40, 132, 133, 140, 200}) {
      byte[] wrong = stream.clone();
      wrong[at] ^= 4;
      AnswerTranslator answer = answer(true);
      String out = whole(answer, wrong);
      assertFalse(out.contains("[DONE]") || out.contains("Gre"), out);
      Failure error = errorOf(answer);
      assertEquals(FailureKind.MALFORMED, error.kind());
      assertEquals(Failure.Retry.UNANSWERED, error.retry());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "throttlingException, RATE_LIMITED, REFUSED, PROVIDER",
    "ThrottlingException, RATE_LIMITED, REFUSED, PROVIDER",
    "serviceUnavailableException, OVERLOADED, UNANSWERED, PROVIDER",
    "modelTimeoutException, SERVER_ERROR, UNANSWERED, PROVIDER",
    "internalServerException, SERVER_ERROR, UNANSWERED, PROVIDER",
    "modelStreamErrorException, SERVER_ERROR, UNANSWERED, PROVIDER",
    "accessDeniedException, CREDENTIAL, REFUSED, PROVIDER",
    "validationException, INVALID_REQUEST, NEVER, CLIENT",
    "neverHeardOfException, SERVER_ERROR, UNANSWERED, PROVIDER"
  })
  void exceptions(String name, FailureKind kind, Failure.Retry retry, Failure.Origin origin) {
    AnswerTranslator answer = answer(true);
    whole(answer, joined(START, exception(name, "{\"message\":\"secret\"}"), HI, END));
    Failure error = errorOf(answer);
    assertEquals(kind, error.kind());
    assertEquals(retry, error.retry());
    assertEquals(origin, error.origin());
    assertFalse(error.detail().contains("secret"));
    assertFalse(answer.contentSeen());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'originalStatusCode':429,'message':'m'}|RATE_LIMITED",
        "{'message':'m','originalStatusCode':529}|OVERLOADED",
        "{'originalStatusCode':500}|SERVER_ERROR",
        "not json|SERVER_ERROR",
        "``|SERVER_ERROR"
      })
  void whatTheModelsOwnHostAnswered(String payload, FailureKind kind) {
    AnswerTranslator answer = answer(true);
    whole(answer, joined(START, exception("modelStreamErrorException", json(payload))));
    assertEquals(kind, errorOf(answer).kind());
  }

  @Test
  void eventsLeaveAsTheyCome() {
    AnswerTranslator answer = answer(true);
    byte[] stream = joined(START, HI);
    assertFalse(see(answer, stream, 0, stream.length - 1).contains("Hi"));
    assertFalse(answer.contentSeen());
    assertTrue(see(answer, stream, stream.length - 1, stream.length).contains("Hi"));
    assertTrue(answer.contentSeen());
    assertEquals(2, answer.contentBytes());
  }

  @Test
  void callsAreCountedApartFromOtherBlocks() {
    byte[] stream =
        joined(
            START,
            delta(0, "{'reasoningContent':{'text':'hm'}}"),
            stop(0),
            HI,
            stop(1),
            call(2, "x", "f"),
            delta(2, "{'toolUse':{'input':''}}"),
            stop(2),
            call(3, "y", "g"),
            delta(3, "{'toolUse':{'input':'{}'}}"),
            stop(3),
            call(4, "z", "h"),
            event("messageStop", "{\"stopReason\":\"tool_use\"}"));
    List<JsonNode> calls = new ArrayList<>();
    List<JsonNode> chunks = chunks(whole(answer(true), stream));
    chunks.forEach(chunk -> chunk.at("/choices/0/delta/tool_calls").forEach(calls::add));
    StringBuilder seen = new StringBuilder();
    for (JsonNode call : calls) {
      seen.append(call.path("index").asInt())
          .append(call.path("id").asText())
          .append(call.at("/function/name").asText())
          .append(call.at("/function/arguments").asText())
          .append(' ');
    }
    assertEquals("0xf 0{} 1yg 1{} 2zh 2{} ", seen.toString());
    assertEquals(
        "tool_calls", chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText());
  }

  @Test
  void aSignatureInAStreamIsOfWhoeverMadeTheModel() {
    byte[] stream =
        joined(START, delta(0, "{'reasoningContent':{'signature':'U0lH'}}"), stop(0), END);
    List<JsonNode> chunks = chunks(whole(answer(true, ConverseTranslation.NOVA), stream));
    assertEquals(
        "U0lH",
        chunks.get(1).at("/choices/0/delta/extra_content/amazon/thought_signature").asText());
  }

  @Test
  void thoughtsAndTheirSignatures() {
    byte[] stream =
        joined(
            START,
            delta(0, "{'reasoningContent':{'text':'hm'}}"),
            delta(0, "{'reasoningContent':{'signature':'U0lH'}}"),
            stop(0),
            delta(1, "{'reasoningContent':{'redactedContent':'UkVE'}}"),
            stop(1),
            delta(2, "{'text':'né 🙂'}"),
            END);
    AnswerTranslator answer = answer(true);
    List<JsonNode> chunks = chunks(whole(answer, stream));
    assertEquals("hm", chunks.get(1).at("/choices/0/delta/reasoning_content").asText());
    assertEquals("né 🙂", chunks.get(2).at("/choices/0/delta/content").asText());
    String both =
        chunks.get(3).at("/choices/0/delta/extra_content/isthmus/thought_signature").asText();
    assertEquals(
        "[[\"anthropic\",\"U0lH\",\"hm\"],[\"anthropic-redacted\",\"UkVE\",\"\"]]",
        new String(Base64.getDecoder().decode(both), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, stop",
    "stop_sequence, stop",
    "max_tokens, length",
    "model_context_window_exceeded, length",
    "guardrail_intervened, content_filter",
    "content_filtered, content_filter",
    "news_of_tomorrow, stop"
  })
  void stopReasons(String reason, String expected) {
    byte[] end = event("messageStop", "{\"stopReason\":\"" + reason + "\"}");
    List<JsonNode> chunks = chunks(whole(answer(true), joined(START, HI, end)));
    assertEquals(expected, chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"malformed_model_output", "malformed_tool_use"})
  void whatTheModelCouldNotWriteIsNoEnd(String reason) {
    AnswerTranslator answer = answer(true);
    byte[] end = event("messageStop", "{\"stopReason\":\"" + reason + "\"}");
    assertFalse(whole(answer, joined(START, HI, end)).contains("[DONE]"));
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
    assertEquals(Failure.Retry.NEVER, errorOf(answer).retry());
  }

  @Test
  void whatIsUnknownIsPassedOver() {
    byte[] plain = joined(START, HI, END);
    byte[] more =
        joined(
            event("initial-response", ""),
            START,
            event("newsEvent", "not json"),
            event("contentBlockStart", "{\"start\":{\"image\":{\"format\":\"png\"}}}"),
            delta(0, "{'citation':{'title':'t','text':[]}}"),
            delta(0, "{'text':'Hi','p':{'text':'no'}}"),
            delta(0, "{'reasoningContent':[],'toolUse':null}"),
            stop(0),
            EventStreamBytes.message(new byte[0], "no event at all"),
            END,
            event("metadata", "{\"metrics\":{\"latencyMs\":1},\"p\":\"abc\"}"));
    assertEquals(whole(answer(true), plain), whole(answer(true), more));
  }

  @Test
  void anAnswerWithoutItsStartHasOneSpeakerAnyway() {
    assertEquals(whole(answer(true), joined(START, HI, END)), whole(answer(true), joined(HI, END)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "contentBlockDelta|{",
        "contentBlockDelta|[]",
        "contentBlockDelta|{} {}",
        "contentBlockDelta|",
        "contentBlockDelta|{\"contentBlockIndex\":5,\"delta\":{\"toolUse\":{\"input\":\"{\"}}}",
        "messageStop|{}",
        "messageStop|{\"stopReason\":1}"
      })
  void eventsThatBreakTheGrammar(String event) {
    AnswerTranslator answer = answer(true);
    int bar = event.indexOf('|');
    whole(answer, joined(START, event(event.substring(0, bar), event.substring(bar + 1))));
    Failure error = errorOf(answer);
    assertEquals(FailureKind.MALFORMED, error.kind());
    assertEquals(Failure.Retry.UNANSWERED, error.retry());
  }

  @Test
  void twoCallsInOneBlockBreakTheGrammar() {
    AnswerTranslator answer = answer(true);
    whole(answer, joined(START, call(1, "a", "f"), call(1, "b", "g")));
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
  }

  @Test
  void theInputOfTheAnswersToolIsTheAnswerAtEverySplit() {
    byte[] stream =
        joined(
            START,
            call(0, "t", "isthmus_json_answer"),
            delta(0, "{'toolUse':{'input':'{\\u0022a\\u0022:'}}"),
            delta(0, "{'toolUse':{'input':'1.0}'}}"),
            stop(0),
            event("messageStop", "{\"stopReason\":\"tool_use\"}"));
    for (int split = 0; split <= stream.length; split++) {
      AnswerTranslator answer = answer(true);
      String out =
          see(answer, stream, 0, split)
              + see(answer, stream, split, stream.length)
              + text(answer.end());
      StringBuilder said = new StringBuilder();
      for (JsonNode chunk : chunks(out)) {
        said.append(chunk.at("/choices/0/delta/content").asText(""));
        assertTrue(chunk.at("/choices/0/delta/tool_calls").isMissingNode());
      }
      assertEquals("{\"a\":1.0}", said.toString());
      assertTrue(out.contains("\"finish_reason\":\"stop\""), out);
    }
  }

  @Test
  void callsUnderWayAreBounded() {
    AnswerTranslator answer = answer(true);
    byte[] stream = START;
    for (int i = 0; i < 129; i++) {
      stream = joined(stream, call(i, "a", "f"));
    }
    whole(answer, stream);
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
  }

  @Test
  void cacheWritesAreInput() {
    AnswerTranslator answer = answer(true);
    byte[] usage =
        event(
            "metadata",
            json(
                "{'usage':{'inputTokens':10,'outputTokens':3,'cacheReadInputTokens':20,"
                    + "'cacheWriteInputTokens':30,'cacheDetails':[{'ttl':'5m','inputTokens':30}],"
                    + "'totalTokens':13}}"));
    whole(answer, joined(START, HI, END, usage));
    assertEquals(Usage.reported(60, 20, 30, 3, 0), answer.usage());
  }

  @Test
  void cacheWritesForAnHourAreCountedApart() {
    AnswerTranslator answer = answer(true);
    String details =
        "[{'ttl':'1h','inputTokens':20},{'inputTokens':6,'ttl':'5m'},7,{'ttl':'1h'},"
            + "{'inputTokens':3,'ttl':'1h'}]";
    byte[] usage =
        event(
            "metadata",
            json(
                "{'usage':{'inputTokens':10,'cacheDetails':"
                    + details
                    + ",'outputTokens':3,'cacheWriteInputTokens':29}}"));
    whole(answer, joined(START, HI, END, usage));
    assertEquals(Usage.reported(39, 0, 29, 3, 0).keptForAnHour(23), answer.usage());
  }

  @Test
  void aMessageOverItsBoundBreaksTheAnswer() {
    AnswerTranslator answer = answer(true);
    String text = "x".repeat(ConverseStreamReader.MAX_MESSAGE_BYTES);
    whole(answer, joined(START, delta(0, "{'text':'" + text + "'}")));
    assertEquals(FailureKind.MALFORMED, errorOf(answer).kind());
  }

  private static List<JsonNode> chunks(String stream) {
    List<JsonNode> chunks = new ArrayList<>();
    stream
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .forEach(line -> chunks.add(tree(line.substring("data: ".length()))));
    return chunks;
  }
}
