package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Takes calls from one dialect to another and their answers back. Threads: any; stateless. */
public interface Translator {

  /** Translates one request; borrows {@code body}, whole. */
  Translated request(ByteBuf body, Target target, ByteBufAllocator allocator);

  /** Starts the answer of one attempt. */
  AnswerTranslator answer(AnswerContext context);
}
