package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Reads one answer in a provider's dialect.
 *
 * <p>Threads: one. Errors: an {@link IOException} says that the answer broke its grammar or a
 * bound; the reader is not used again.
 */
public interface AnswerReader {

  /** Borrows the answer's next bytes. */
  void see(ByteBuf part, TurnSink sink) throws IOException;

  /** The answer's bytes ended as their framing said they would. */
  void end(TurnSink sink) throws IOException;
}
