package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.HeaderView;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** A dialect as providers of vectors speak it. Threads: any; stateless. */
public interface EmbeddingSide {

  /** The dialect's name: stable, lower case. */
  String name();

  /**
   * Writes the request's document.
   *
   * @param json writes to {@code out}
   * @throws TurnRefusal where the model at the target cannot be asked for it
   */
  void write(
      EmbeddingRequest request, Target target, Losses losses, JsonGenerator json, ByteBuf out)
      throws IOException;

  /**
   * Reads a whole answer and hands its vectors on in order.
   *
   * @param answer valid up to {@code length}
   * @return the tokens that the provider counted, or −1
   */
  long read(byte[] answer, int length, Vectors to) throws IOException;

  /** The tokens that the answer's head tells, or −1. */
  default long tokens(HeaderView headers) {
    return -1;
  }
}
