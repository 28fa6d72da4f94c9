package dev.isthmus.core.dialect.turn;

import java.io.IOException;

/** Takes the events of one request or answer in order. Whatever an event lends, it only borrows. */
@FunctionalInterface
public interface TurnSink {
  void on(TurnEvent event) throws IOException;
}
