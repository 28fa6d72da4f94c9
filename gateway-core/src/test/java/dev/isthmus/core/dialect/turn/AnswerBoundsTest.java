package dev.isthmus.core.dialect.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.anthropic.MessagesTurnSide;
import dev.isthmus.core.dialect.gemini.GeminiTurnSide;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.responses.ResponsesTurnSide;
import dev.isthmus.core.dialect.turn.TurnEvent.Logprobs;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCallStart;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No provider makes a writer keep ever more. */
final class AnswerBoundsTest {

  static Stream<AnswerWriter> writers() {
    return Stream.of(
            new ChatTurnSide(),
            new MessagesTurnSide(),
            new GeminiTurnSide(),
            new ResponsesTurnSide())
        .flatMap(side -> Stream.of(true, false).map(stream -> side.answerWriter(context(stream))));
  }

  /** Those that keep most. */
  static Stream<AnswerWriter> documents() {
    return Stream.of(
            new ChatTurnSide(),
            new MessagesTurnSide(),
            new GeminiTurnSide(),
            new ResponsesTurnSide())
        .map(side -> side.answerWriter(context(false)));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void callsInPiecesAreBounded(AnswerWriter writer) {
    assertBounded(
        writer, TurnBounds.MAX_ANSWER_CALLS, "tool calls", i -> new ToolCallStart(i, "t" + i, "f"));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void wholeCallsAreBounded(AnswerWriter writer) {
    assertBounded(
        writer,
        TurnBounds.MAX_ANSWER_CALLS,
        "tool calls",
        i -> new ToolCall("t" + i, "f", "{}", null));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void blocksAreBounded(AnswerWriter writer) {
    assertBounded(
        writer,
        TurnBounds.MAX_ANSWER_BLOCKS,
        "blocks",
        i -> i % 2 == 0 ? new Text("a") : new Reasoning("b", null));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void signedThoughtsAreBounded(AnswerWriter writer) {
    assertBounded(
        writer,
        TurnBounds.MAX_ANSWER_BLOCKS,
        "blocks",
        i -> new Reasoning("b", new Signature("anthropic", "s" + i)));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void signaturesAreBounded(AnswerWriter writer) {
    int most = 64;
    Signature signature =
        new Signature("anthropic", "s".repeat(TurnBounds.MAX_ANSWER_MARKS / most));
    assertBounded(
        writer, most, "characters of ids, names and signatures", i -> new Reasoning("", signature));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void choicesAreBounded(AnswerWriter writer) {
    assertBounded(
        writer,
        TurnBounds.MAX_CHOICES - 1, // one began before
        "choices",
        i -> new Speaker(Role.ASSISTANT, i + 1));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void scoresAreBounded(AnswerWriter writer) {
    int most = 1024;
    ScoredToken token = new ScoredToken("a", -1, List.of());
    ScoredToken scored =
        new ScoredToken("a", -1, Stream.generate(() -> token).limit(1023).toList());
    assertBounded(writer, most, "scores", i -> new Logprobs(List.of(scored)));
  }

  /** A stream of a hundred choices that think and speak by turns has two blocks in each. */
  @ParameterizedTest
  @MethodSource("documents")
  void piecesOfOneBlockAreNotBlocks(AnswerWriter writer) {
    Saying saying = new Saying();
    AnswerTranslator answer = new TurnAnswerTranslator(saying, writer);
    for (int piece = 0; piece < 400; piece++) {
      for (int choice = 0; choice < 100; choice++) {
        saying.next = new Speaker(Role.ASSISTANT, choice);
        see(answer);
        saying.next = choice % 2 == 0 ? new Text("a") : new Reasoning("b", null);
        see(answer);
      }
    }
    assertNull(answer.error());
  }

  /** So many events pass, and one more breaks the answer. */
  private static void assertBounded(
      AnswerWriter writer, int most, String things, IntFunction<TurnEvent> event) {
    Saying saying = new Saying();
    AnswerTranslator answer = new TurnAnswerTranslator(saying, writer);
    see(answer);
    for (int i = 0; i < most; i++) {
      saying.next = event.apply(i);
      see(answer);
      assertNull(answer.error(), "at " + i);
    }
    saying.next = event.apply(most);
    see(answer);
    Failure failure = Objects.requireNonNull(answer.error());
    assertEquals(FailureKind.MALFORMED, failure.kind());
    assertEquals(Failure.Origin.PROVIDER, failure.origin());
    assertEquals(things, failure.detail().replaceFirst("the answer holds more than [0-9]+ ", ""));
  }

  private static void see(AnswerTranslator answer) {
    ByteBuf part = Unpooled.EMPTY_BUFFER;
    answer.see(part).release();
  }

  private static AnswerContext context(boolean stream) {
    return new AnswerContext(
        stream, true, "asked-for", "a1", 1767225600, () -> "id", UnpooledByteBufAllocator.DEFAULT);
  }

  /** Says one event each time it is given something to read. */
  private static final class Saying implements AnswerReader {
    private TurnEvent next = new Speaker(Role.ASSISTANT, 0);

    @Override
    public void see(ByteBuf part, TurnSink sink) throws IOException {
      sink.on(next);
    }

    @Override
    public void end(TurnSink sink) {}
  }
}
