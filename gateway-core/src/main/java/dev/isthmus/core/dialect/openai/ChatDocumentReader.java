package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.HeldBytes;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Reads a chat.completion: one document, held until it is whole. */
final class ChatDocumentReader implements AnswerReader {
  /** Largest plain answer that is held to be translated. */
  static final int MAX_ANSWER_BYTES = 32 << 20;

  private final HeldBytes held = new HeldBytes(MAX_ANSWER_BYTES);

  @Override
  public void see(ByteBuf part, TurnSink sink) throws IOException {
    held.add(part, part.readerIndex(), part.readableBytes());
  }

  @Override
  public void end(TurnSink sink) throws IOException {
    boolean[] said = {false};
    new ChatAnswerReader(false)
        .read(
            held.array(),
            held.size(),
            event -> {
              said[0] |= !(event instanceof TurnEvent.Metered);
              sink.on(event);
            });
    if (!said[0]) {
      sink.on(
          new TurnEvent.Broken(
              Failure.ofProvider(
                  FailureKind.MALFORMED,
                  Failure.Retry.UNANSWERED,
                  "the answer holds neither choices nor an error")));
    }
  }
}
