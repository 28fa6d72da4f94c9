package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.CallerSide;
import dev.isthmus.core.dialect.turn.DocumentTranslator;
import dev.isthmus.core.dialect.turn.EmbeddingCaller;
import dev.isthmus.core.dialect.turn.EmbeddingRequest;
import dev.isthmus.core.dialect.turn.EmbeddingSide;
import dev.isthmus.core.dialect.turn.Losses;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** OpenAI's embeddings as callers speak them. Threads: any; stateless. */
public final class EmbeddingTurnSide implements EmbeddingCaller {
  private static final CallerSide CALLER = new ChatTurnSide();

  @Override
  public String name() {
    return CALLER.name();
  }

  @Override
  public CallerSide words() {
    return CALLER;
  }

  @Override
  public EmbeddingRequest read(ByteBuf body, Losses losses) throws IOException {
    return new EmbeddingRequestReader(body, losses).read();
  }

  @Override
  public DocumentTranslator.Document document(EmbeddingSide provider, AnswerContext context) {
    return new EmbeddingDocument(provider, context);
  }
}
