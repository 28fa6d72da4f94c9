package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Logprobs;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One choice of one completion object; it is held until read, as its index may come last. */
final class ChatChoiceReader {
  private final JsonParser parser;
  private final String messageKey;
  private final ChatMessageReader message;
  private @Nullable Integer index;
  private @Nullable Logprobs logprobs;
  private @Nullable String finishReason;
  private @Nullable String stopSequence;

  ChatChoiceReader(JsonParser parser, byte[] document, boolean stream) {
    this.parser = parser;
    this.messageKey = stream ? "delta" : "message";
    this.message = new ChatMessageReader(parser, document);
  }

  /** Reads the object that the parser stands on. */
  void read() throws IOException {
    TurnJson.members(parser, this::readMember);
  }

  /** The choice's index, or {@code place} where it names none. */
  int index(int place) {
    return index == null ? place : index;
  }

  ChatMessageReader message() {
    return message;
  }

  @Nullable Logprobs logprobs() {
    return logprobs;
  }

  /** Why it is over, null where it is not. */
  @Nullable String finishReason() {
    return finishReason;
  }

  /** The stop sequence that was met, where the server names it. */
  @Nullable String stopSequence() {
    return stopSequence;
  }

  private void readMember(String name) throws IOException {
    if (name.equals(messageKey)) {
      message.read();
      return;
    }
    switch (name) {
      case "index" -> {
        if (parser.currentToken().isNumeric()) {
          index = parser.getValueAsInt(-1);
        }
      }
      case "finish_reason" -> finishReason = text();
      case "stop_reason" -> stopSequence = text(); // vLLM's; a token's number names no text
      case "logprobs" -> logprobs = ChatLogprobsReader.read(parser);
      default -> {}
    }
    parser.skipChildren();
  }

  private @Nullable String text() throws IOException {
    boolean said = parser.hasToken(JsonToken.VALUE_STRING) && !parser.getText().isEmpty();
    return said ? parser.getText() : null;
  }
}
