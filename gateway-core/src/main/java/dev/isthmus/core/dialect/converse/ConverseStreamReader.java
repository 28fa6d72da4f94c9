package dev.isthmus.core.dialect.converse;

import dev.isthmus.core.bytes.EventStreamError;
import dev.isthmus.core.bytes.EventStreamFramer;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Reads the answer of {@code converse-stream}: one event in each message of an event stream. */
final class ConverseStreamReader implements AnswerReader {
  /** Largest message that is held to be translated. */
  static final int MAX_MESSAGE_BYTES = 1 << 20;

  private final EventStreamFramer framer = new EventStreamFramer(MAX_MESSAGE_BYTES);
  private final ConverseEvents events;

  ConverseStreamReader(ConverseIssuer issuer) {
    events = new ConverseEvents(issuer);
  }

  @Override
  public void see(ByteBuf part, TurnSink sink) throws IOException {
    EventStreamError error = framer.feed(part, message -> events.read(message, sink));
    if (error != null) {
      throw malformed("the answer is no event stream: " + error.describe());
    }
  }

  @Override
  public void end(TurnSink sink) throws IOException {
    if (framer.insideMessage()) {
      throw malformed("the answer ended inside a message");
    }
  }

  private static TurnRefusal malformed(String detail) {
    return new TurnRefusal(
        Failure.ofProvider(FailureKind.MALFORMED, Failure.Retry.UNANSWERED, detail));
  }
}
