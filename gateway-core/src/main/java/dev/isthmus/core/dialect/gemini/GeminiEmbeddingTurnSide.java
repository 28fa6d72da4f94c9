package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.CallerSide;
import dev.isthmus.core.dialect.turn.DocumentTranslator;
import dev.isthmus.core.dialect.turn.EmbeddingCaller;
import dev.isthmus.core.dialect.turn.EmbeddingRequest;
import dev.isthmus.core.dialect.turn.EmbeddingSide;
import dev.isthmus.core.dialect.turn.Losses;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Google's embeddings as callers speak them, in one of their forms. Threads: any; stateless. */
public final class GeminiEmbeddingTurnSide implements EmbeddingCaller {
  private static final CallerSide CALLER = new GeminiTurnSide();

  private final GeminiEmbeddingForm form;

  public GeminiEmbeddingTurnSide(GeminiEmbeddingForm form) {
    this.form = form;
  }

  @Override
  public String name() {
    return form.dialect();
  }

  @Override
  public CallerSide words() {
    return CALLER;
  }

  @Override
  public EmbeddingRequest read(ByteBuf body, Losses losses) throws IOException {
    return new GeminiEmbeddingReader(form, body, losses).read();
  }

  @Override
  public DocumentTranslator.Document document(EmbeddingSide provider, AnswerContext context) {
    return new GeminiEmbeddingDocument(form, provider, context);
  }
}
