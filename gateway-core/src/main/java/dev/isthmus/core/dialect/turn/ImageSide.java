package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** A dialect as providers of pictures speak it. Threads: any; stateless. */
public interface ImageSide {

  /** The dialect's name: stable, lower case. */
  String name();

  /**
   * Writes the request to {@code out}, which is borrowed.
   *
   * @return the content type of what was written
   * @throws TurnRefusal where the model at the target cannot be asked for it
   */
  String write(ImageRequest request, Target target, Losses losses, ByteBuf out) throws IOException;

  /**
   * Reads a whole answer and hands its pictures on in order.
   *
   * @param answer valid up to {@code length}
   * @throws TurnRefusal where the provider keeps the picture back
   */
  void read(byte[] answer, int length, Pictures to) throws IOException;

  /** Takes pictures. */
  @FunctionalInterface
  interface Pictures {
    /** Lends one picture as base64. */
    void on(ByteBuf base64) throws IOException;
  }
}
