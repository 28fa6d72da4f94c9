package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.SseEvents;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Reads the answer of {@code streamGenerateContent?alt=sse}; it has no end mark of its own. */
final class GeminiStreamReader implements AnswerReader {
  private final SseEvents events = new SseEvents();
  private final GeminiAnswerReader records = new GeminiAnswerReader();

  @Override
  public void see(ByteBuf part, TurnSink sink) throws IOException {
    events.see(part, (bytes, length) -> records.read(bytes, length, sink));
  }

  @Override
  public void end(TurnSink sink) throws IOException {
    events.end((bytes, length) -> records.read(bytes, length, sink));
  }
}
