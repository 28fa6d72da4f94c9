package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** A dialect as callers speak it. Threads: any; stateless. */
public interface CallerSide {

  /**
   * Reads one request; borrows {@code body}, whole.
   *
   * @return what is asked for besides the conversation
   * @throws IOException the body is not one that the dialect allows, or not one to be translated
   */
  TurnSettings readRequest(ByteBuf body, Losses losses, TurnSink sink) throws IOException;

  AnswerWriter answerWriter(AnswerContext context);
}
