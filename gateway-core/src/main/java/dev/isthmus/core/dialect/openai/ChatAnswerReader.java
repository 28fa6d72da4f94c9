package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Broken;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads completion objects: the one of a plain answer, or each chunk of a stream. Remembers over
 * the whole answer what each choice has said. Objects without choices (Azure's first, the one with
 * the usage) say nothing.
 *
 * <p>Errors: what is no completion object breaks the answer's grammar.
 */
final class ChatAnswerReader {
  /** More choices than any answer has; bounds what it can make us keep. */
  private static final int MAX_INDEX = 127;

  private final boolean stream;
  private final Map<Integer, ChatChoice> choices = new HashMap<>();
  private final ChatUsageReader usage = new ChatUsageReader();

  ChatAnswerReader(boolean stream) {
    this.stream = stream;
  }

  void read(byte[] document, int length, TurnSink sink) throws IOException {
    try (JsonParser parser = TurnJson.parser(document, length)) {
      boolean wrapped = parser.nextToken() == JsonToken.START_ARRAY; // as Google wraps its errors
      if (wrapped) {
        parser.nextToken();
      }
      readCompletion(parser, document, sink);
      if (wrapped && parser.nextToken() != JsonToken.END_ARRAY) {
        throw new JsonParseException(parser, "more than one completion object");
      }
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
    }
  }

  private void readCompletion(JsonParser parser, byte[] document, TurnSink sink)
      throws IOException {
    if (!parser.hasToken(JsonToken.START_OBJECT)) {
      throw new JsonParseException(parser, "no completion object");
    }
    ChatErrorReader error = new ChatErrorReader(parser);
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "choices" -> readChoices(parser, document, sink);
            case "usage" -> usage.read(parser, sink);
            default -> error.readMember(name);
          }
        });
    if (error.isError()) {
      sink.on(new Broken(error.failure()));
    }
  }

  private void readChoices(JsonParser parser, byte[] document, TurnSink sink) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      parser.skipChildren();
      return;
    }
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      if (!parser.hasToken(JsonToken.START_OBJECT)) {
        throw new JsonParseException(parser, "no choice");
      }
      ChatChoiceReader choice = new ChatChoiceReader(parser, document, stream);
      choice.read();
      int index = choice.index(i);
      if (index < 0 || index > MAX_INDEX) {
        throw new JsonParseException(parser, "choice index out of range");
      }
      choices.computeIfAbsent(index, at -> new ChatChoice(at, stream)).say(choice, sink);
    }
  }
}
