package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Metered;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The payload of one streamed event, held until read because its block's index may come last. */
final class ConversePayload {
  private final Map<Key, String> texts = new EnumMap<>(Key.class);
  private int index;
  private @Nullable Metered metered;

  /** The texts that an event may hold. */
  enum Key {
    TEXT,
    ID,
    NAME,
    INPUT,
    THOUGHT,
    SIGNATURE,
    REDACTED,
    STOP_REASON
  }

  void read(byte[] payload) throws IOException {
    try (JsonParser parser = TurnJson.parser(payload, payload.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "no event object");
      }
      TurnJson.members(
          parser,
          name -> {
            switch (name) {
              case "contentBlockIndex" -> index = parser.getValueAsInt();
              case "start", "delta" -> object(parser, this::readContent);
              case "stopReason" -> keep(parser, Key.STOP_REASON);
              case "usage" -> metered = new ConverseUsage().read(parser);
              default -> {}
            }
            parser.skipChildren();
          });
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
    }
  }

  /** The block's, among blocks of all kinds. */
  int index() {
    return index;
  }

  @Nullable String text(Key key) {
    return texts.get(key);
  }

  @Nullable Metered metered() {
    return metered;
  }

  private void readContent(JsonParser parser, String name) throws IOException {
    switch (name) {
      case "text" -> keep(parser, Key.TEXT);
      case "toolUse" -> object(parser, this::readTool);
      case "reasoningContent" -> object(parser, this::readReasoning);
      default -> {}
    }
  }

  private void readTool(JsonParser parser, String name) throws IOException {
    switch (name) {
      case "toolUseId" -> keep(parser, Key.ID);
      case "name" -> keep(parser, Key.NAME);
      case "input" -> keep(parser, Key.INPUT);
      default -> {}
    }
  }

  private void readReasoning(JsonParser parser, String name) throws IOException {
    switch (name) {
      case "text" -> keep(parser, Key.THOUGHT);
      case "signature" -> keep(parser, Key.SIGNATURE);
      case "redactedContent" -> keep(parser, Key.REDACTED);
      default -> {}
    }
  }

  private void keep(JsonParser parser, Key key) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      texts.put(key, parser.getText());
    }
  }

  /** Visits the members of the object that the parser stands on, and passes over all else. */
  private static void object(JsonParser parser, Member member) throws IOException {
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(
          parser,
          name -> {
            member.read(parser, name);
            parser.skipChildren();
          });
    }
  }

  /** Reads the member that the parser stands on. */
  @FunctionalInterface
  private interface Member {
    void read(JsonParser parser, String name) throws IOException;
  }
}
