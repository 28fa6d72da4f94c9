package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Texts to be made into vectors.
 *
 * @param texts each as a JSON string with its quotes, lent by the request's body
 * @param dimensions of the vectors; −1 where the caller leaves them to the model
 */
public record EmbeddingRequest(List<ByteBuf> texts, int dimensions) {

  /**
   * The only text.
   *
   * @throws TurnRefusal where there are several
   */
  public ByteBuf text() throws TurnRefusal {
    if (texts.size() > 1) {
      throw TurnRefusal.unsupported("input", "one text; this deployment takes one in each call");
    }
    return texts.get(0);
  }
}
