package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.bytes.EventStreamError;
import dev.isthmus.core.bytes.EventStreamFramer;
import dev.isthmus.core.bytes.EventStreamMessage;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.AnswerReader;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;

/**
 * Reads a container's stream out of the parts that SageMaker cuts it into, anywhere, each in a
 * message of its own. Threads: one.
 */
final class ChatPartsReader implements AnswerReader {
  /** Largest message that is held until it is whole. */
  static final int MAX_MESSAGE_BYTES = 1 << 20;

  private static final String PART = "PayloadPart";

  private final EventStreamFramer framer = new EventStreamFramer(MAX_MESSAGE_BYTES);
  private final AnswerReader container;

  /**
   * @param container reads what the parts are of
   */
  ChatPartsReader(AnswerReader container) {
    this.container = container;
  }

  @Override
  public void see(ByteBuf part, TurnSink sink) throws IOException {
    EventStreamError error = framer.feed(part, message -> read(message, sink));
    if (error != null) {
      throw malformed("the answer is no event stream: " + error.describe());
    }
  }

  private void read(EventStreamMessage message, TurnSink sink) throws IOException {
    switch (message.type()) {
      case EVENT -> {
        if (message.name().equals(PART)) {
          int from = message.payloadStart();
          container.see(
              Unpooled.wrappedBuffer(message.bytes(), from, message.payloadEnd() - from), sink);
        }
      }
      // Whatever it is called, the model or its host broke; the message may name accounts.
      case EXCEPTION, ERROR ->
          sink.on(
              new TurnEvent.Broken(
                  Failure.ofProvider(
                      FailureKind.SERVER_ERROR,
                      Failure.Retry.UNANSWERED,
                      "the provider broke off with an error")));
      case OTHER -> {}
    }
  }

  @Override
  public void end(TurnSink sink) throws IOException {
    if (framer.insideMessage()) {
      throw malformed("the answer ended inside a message");
    }
    container.end(sink);
  }

  private static TurnRefusal malformed(String detail) {
    return new TurnRefusal(
        Failure.ofProvider(FailureKind.MALFORMED, Failure.Retry.UNANSWERED, detail));
  }
}
