package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dialect as callers speak it. Threads: any; stateless. */
public interface CallerSide {

  /** The dialect's name: stable, lower case. */
  String name();

  /** What callers write to ask for {@code feature}, or null where they cannot ask for it. */
  @Nullable String nameOf(Feature feature);

  /** What callers call the conversation as a whole. */
  String conversation();

  /** What callers call the arguments of a tool call in it. */
  String toolArguments();

  /** What becomes of each field of a request, by the name that callers write. */
  Map<String, Fate> fields();

  /**
   * Reads one request; borrows {@code body}, whole.
   *
   * @return what is asked for besides the conversation
   * @throws IOException the body is not one that the dialect allows, or not one to be translated
   */
  TurnSettings readRequest(ByteBuf body, Losses losses, TurnSink sink) throws IOException;

  /**
   * Reads a request to count the tokens of a conversation, which needs no more than the
   * conversation.
   *
   * @throws IOException as {@link #readRequest}
   */
  default TurnSettings readCount(ByteBuf body, Losses losses, TurnSink sink) throws IOException {
    return readRequest(body, losses, sink);
  }

  AnswerWriter answerWriter(AnswerContext context);
}
