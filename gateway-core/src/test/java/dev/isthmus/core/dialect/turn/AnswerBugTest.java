package dev.isthmus.core.dialect.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.dialect.anthropic.MessagesTurnSide;
import dev.isthmus.core.dialect.gemini.GeminiTurnSide;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.responses.ResponsesTurnSide;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerBugTest {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);

  static Stream<CallerSide> callers() {
    return Stream.of(
        new ChatTurnSide(), new MessagesTurnSide(), new GeminiTurnSide(), new ResponsesTurnSide());
  }

  @ParameterizedTest
  @MethodSource("callers")
  void aReaderThatThrowsAnErrorLeavesNoBuffer(CallerSide caller) {
    AnswerTranslator answer =
        new TurnAnswerTranslator(new Faulty(false), caller.answerWriter(context()));
    ByteBuf part = Unpooled.copiedBuffer(new byte[] {1});
    assertThrows(StackOverflowError.class, () -> answer.see(part));
    part.release();
    assertNothingHeld();
  }

  @ParameterizedTest
  @MethodSource("callers")
  void aWriterThatThrowsAnErrorLeavesNoBuffer(CallerSide caller) {
    AnswerWriter real = caller.answerWriter(context());
    AnswerTranslator answer = new TurnAnswerTranslator(new Faulty(true), new Unfinished(real));
    assertThrows(StackOverflowError.class, answer::end);
    assertNothingHeld();
  }

  private void assertNothingHeld() {
    assertEquals(0, allocator.metric().usedHeapMemory());
    assertEquals(0, allocator.metric().usedDirectMemory());
  }

  private AnswerContext context() {
    return new AnswerContext(true, true, "asked-for", "a1", 1767225600, () -> "id", allocator);
  }

  /** Says some words and then fails, or comes to an end. */
  private record Faulty(boolean ends) implements AnswerReader {
    @Override
    public void see(ByteBuf part, TurnSink sink) throws IOException {
      end(sink);
    }

    @Override
    public void end(TurnSink sink) throws IOException {
      sink.on(new Speaker(Role.ASSISTANT, 0));
      sink.on(new Text("Hello"));
      if (!ends) {
        throw new StackOverflowError();
      }
      sink.on(new TurnEvent.Stop(TurnEvent.StopReason.END));
    }
  }

  /** Writes as its dialect does, and fails at the end. */
  private record Unfinished(AnswerWriter real) implements AnswerWriter {
    @Override
    public void on(TurnEvent event) throws IOException {
      real.on(event);
    }

    @Override
    public void finish() throws IOException {
      real.finish();
      throw new StackOverflowError();
    }

    @Override
    public ByteBuf take() {
      return real.take();
    }
  }
}
