package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Writes one request in a provider's dialect. Threads: one. */
public interface RequestWriter extends TurnSink {

  /** Ends the request; the caller owns the result. Nothing follows. */
  ByteBuf finish(TurnSettings settings) throws IOException;

  /** Gives up a request that is not finished, and frees what it holds. */
  void discard();
}
