package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerWriter;
import dev.isthmus.core.dialect.turn.CallerSide;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** OpenAI chat as callers speak it, towards providers that speak something else. */
public final class ChatTurnSide implements CallerSide {

  @Override
  public TurnSettings readRequest(ByteBuf body, Losses losses, TurnSink sink) throws IOException {
    return new ChatTurnRequestReader(body, losses, sink).read();
  }

  @Override
  public AnswerWriter answerWriter(AnswerContext context) {
    return context.stream()
        ? new ChatTurnStreamWriter(context)
        : new ChatTurnDocumentWriter(context);
  }
}
