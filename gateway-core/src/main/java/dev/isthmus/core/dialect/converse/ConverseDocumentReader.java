package dev.isthmus.core.dialect.converse;

import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.HeldBytes;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Reads the answer of {@code converse}: one document, held until it is whole. */
final class ConverseDocumentReader implements AnswerReader {
  /** Largest plain answer that is held to be translated. */
  static final int MAX_ANSWER_BYTES = 32 << 20;

  private final HeldBytes held = new HeldBytes(MAX_ANSWER_BYTES);
  private final ConverseIssuer issuer;

  ConverseDocumentReader(ConverseIssuer issuer) {
    this.issuer = issuer;
  }

  @Override
  public void see(ByteBuf part, TurnSink sink) throws IOException {
    held.add(part, part.readerIndex(), part.readableBytes());
  }

  @Override
  public void end(TurnSink sink) throws IOException {
    new ConverseDocument(held.array(), issuer).read(held.size(), sink);
  }
}
