package dev.isthmus.core.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.EventStreamBytes;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.AnswerTranslator;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.Translated;
import dev.isthmus.core.dialect.turn.TurnSink;
import dev.isthmus.core.dialect.turn.TurnTranslator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatPartsTest {
  private static final String FIRST =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\u00e9\ud83d\ude00\"}}]}\n\n";
  private static final String REST =
      """
      data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

      data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3}}

      data: [DONE]

      """;

  private static AnswerTranslator answer(ProviderSide side, boolean stream) {
    return new TurnTranslator(new ChatTurnSide(), side)
        .answer(
            new AnswerContext(
                stream,
                true,
                "asked-for",
                "smp1",
                1767225600,
                () -> "call_1",
                UnpooledByteBufAllocator.DEFAULT));
  }

  private static AnswerTranslator parts() {
    return answer(new ChatPartsSide(true), true);
  }

  private static String see(AnswerTranslator answer, byte[] bytes, int from, int to) {
    ByteBuf part = Unpooled.copiedBuffer(bytes, from, to - from);
    String yielded = text(answer.see(part));
    assertEquals(1, part.refCnt(), "the part is only borrowed");
    part.release();
    return yielded;
  }

  private static String whole(AnswerTranslator answer, byte[] bytes) {
    return see(answer, bytes, 0, bytes.length) + text(answer.end());
  }

  private static String text(ByteBuf owned) {
    String text = owned.toString(UTF_8);
    owned.release();
    return text;
  }

  /** The container's bytes in two parts, cut at {@code cut}. */
  private static byte[] cut(byte[] bytes, int cut) {
    return EventStreamBytes.joined(
        EventStreamBytes.part(Arrays.copyOf(bytes, cut)),
        EventStreamBytes.event("SomethingNew", "{}"),
        EventStreamBytes.part(Arrays.copyOfRange(bytes, cut, bytes.length)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "huggingface/tgi.chat.stream.sse",
        "openai/chat.include_usage.stream.sse",
        "openai/tool.stream.sse"
      })
  void whereverTheContainersBytesAreCutTheySayTheSame(String name) {
    byte[] bytes = Samples.bytes(name);
    String expected = whole(answer(new ChatSide(true), true), bytes);
    assertTrue(expected.endsWith("data: [DONE]\n\n"), expected);
    for (int cut = 0; cut <= bytes.length; cut++) {
      AnswerTranslator answer = parts();
      assertEquals(expected, whole(answer, cut(bytes, cut)), "cut at " + cut);
      assertTrue(answer.complete());
    }
  }

  @Test
  void whereverTheMessagesAreCutTheySayTheSame() {
    byte[] container = (FIRST + REST).getBytes(UTF_8);
    String expected = whole(answer(new ChatSide(true), true), container);
    byte[] bytes = cut(container, FIRST.indexOf('\u00e9') + 1); // inside a character
    for (int split = 0; split <= bytes.length; split++) {
      AnswerTranslator answer = parts();
      String out =
          see(answer, bytes, 0, split)
              + see(answer, bytes, split, bytes.length)
              + text(answer.end());
      assertEquals(expected, out, "split at " + split);
      assertEquals(Usage.reported(12, 0, 0, 3, 0), answer.usage());
    }
  }

  @Test
  void theRecordedPartsAreJoined() throws IOException {
    StringBuilder joined = new StringBuilder();
    ChatPartsReader reader =
        new ChatPartsReader(
            new AnswerReader() {
              @Override
              public void see(ByteBuf part, TurnSink sink) {
                joined.append(part.toString(UTF_8));
              }

              @Override
              public void end(TurnSink sink) {
                joined.append("(end)");
              }
            });
    ByteBuf recorded =
        Unpooled.wrappedBuffer(Samples.bytes("aws/sagemaker.split_parts.stream.bin"));
    reader.see(recorded, event -> {});
    reader.end(event -> {});
    assertEquals(
        "data: {\"token\":{\"text\":\"Gre\"}}\n\ndata: {\"token\":{\"text\":\"en\"}}\n\n(end)",
        joined.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ModelStreamError", "InternalStreamFailure", "SomethingNew"})
  void anExceptionBreaksTheAnswer(String name) {
    byte[] exception = EventStreamBytes.exception(name, "{\"Message\":\"secret\"}");
    AnswerTranslator before = parts();
    assertEquals("", whole(before, exception));
    assertBroken(before, FailureKind.SERVER_ERROR, Failure.Retry.UNANSWERED);
    AnswerTranslator after = parts();
    whole(after, EventStreamBytes.joined(EventStreamBytes.part(FIRST.getBytes(UTF_8)), exception));
    assertBroken(after, FailureKind.SERVER_ERROR, Failure.Retry.NEVER);
  }

  private static void assertBroken(AnswerTranslator answer, FailureKind kind, Failure.Retry retry) {
    Failure error = Objects.requireNonNull(answer.error());
    assertEquals(kind, error.kind());
    assertEquals(retry, error.retry());
    assertFalse(error.detail().contains("secret"));
    assertFalse(answer.complete());
  }

  @Test
  void aContainersOwnErrorIsOneToo() {
    AnswerTranslator answer = parts();
    byte[] bytes = "data: {\"error\":{\"message\":\"x\",\"code\":503}}\n\n".getBytes(UTF_8);
    whole(answer, EventStreamBytes.part(bytes));
    assertBroken(answer, FailureKind.OVERLOADED, Failure.Retry.UNANSWERED);
  }

  @Test
  void aStreamThatEndsInsideAMessageWasCutOff() {
    byte[] bytes = EventStreamBytes.part(FIRST.getBytes(UTF_8));
    for (int length = 1; length < bytes.length; length++) {
      AnswerTranslator answer = parts();
      assertEquals("", see(answer, bytes, 0, length) + text(answer.end()));
      assertBroken(answer, FailureKind.MALFORMED, Failure.Retry.UNANSWERED);
    }
    AnswerTranslator unfinished = parts();
    whole(unfinished, bytes);
    assertNull(unfinished.error());
    assertFalse(unfinished.complete());
  }

  @Test
  void whatIsNoEventStreamIsMalformed() {
    AnswerTranslator answer = parts();
    whole(answer, (FIRST + REST).getBytes(UTF_8));
    assertBroken(answer, FailureKind.MALFORMED, Failure.Retry.UNANSWERED);
  }

  @Test
  void aPlainAnswerComesWithoutParts() {
    byte[] bytes = Samples.bytes("openai/chat.response.json");
    assertEquals(
        whole(answer(new ChatSide(true), false), bytes),
        whole(answer(new ChatPartsSide(true), false), bytes));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRequestIsAsForAnyOther(boolean usageInStream) {
    assertEquals(request(new ChatSide(usageInStream)), request(new ChatPartsSide(usageInStream)));
    assertEquals(usageInStream, request(new ChatPartsSide(usageInStream)).contains("usage"));
  }

  private static String request(ProviderSide side) {
    ByteBuf body =
        Unpooled.copiedBuffer(
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
            UTF_8);
    Translated translated =
        new TurnTranslator(new ChatTurnSide(), side)
            .request(
                body,
                new Target("llama", LossPolicy.LENIENT, true),
                UnpooledByteBufAllocator.DEFAULT);
    body.release();
    return text(assertInstanceOf(Translated.Body.class, translated).body());
  }
}
