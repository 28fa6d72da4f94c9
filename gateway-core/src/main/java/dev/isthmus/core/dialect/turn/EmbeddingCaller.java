package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** A dialect as callers who want vectors speak it. Threads: any; stateless. */
public interface EmbeddingCaller {

  /** The dialect's name: stable, lower case. */
  String name();

  /** Who is told what was left out. */
  CallerSide words();

  /**
   * Reads one request; borrows {@code body}, whole.
   *
   * @throws IOException the body is not one that the dialect allows, or not one to be translated
   */
  EmbeddingRequest read(ByteBuf body, Losses losses) throws IOException;

  /** Writes one answer that {@code provider} reads. */
  DocumentTranslator.Document document(EmbeddingSide provider, AnswerContext context);
}
