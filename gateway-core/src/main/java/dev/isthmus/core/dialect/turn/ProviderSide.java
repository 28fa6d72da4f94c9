package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBufAllocator;

/** A dialect as providers speak it. Threads: any; stateless. */
public interface ProviderSide {

  /** The dialect's name: stable, lower case. */
  String name();

  RequestWriter requestWriter(Target target, Losses losses, ByteBufAllocator allocator);

  AnswerReader answerReader(boolean stream);
}
