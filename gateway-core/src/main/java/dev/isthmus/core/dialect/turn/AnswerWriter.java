package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Writes one answer in a caller's dialect. Threads: one. */
public interface AnswerWriter extends TurnSink {

  /** Every choice has stopped and the provider said no more: writes what is left. */
  void finish() throws IOException;

  /** What was written since the last time, maybe empty; the caller owns the result. */
  ByteBuf take();
}
