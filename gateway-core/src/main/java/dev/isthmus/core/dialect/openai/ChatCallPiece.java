package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A tool call, or the next piece of one.
 *
 * @param index which of the choice's calls it belongs to, {@link #UNKNOWN} where it does not say
 * @param id null where none was given, or none that tells one call from another
 * @param name null where none was given
 * @param arguments as text, raw where the server wrote an object
 */
record ChatCallPiece(
    int index,
    @Nullable String id,
    @Nullable String name,
    String arguments,
    @Nullable Signature signature) {

  static final int UNKNOWN = -1;

  /** Where the one call stands that the older dialect has. */
  private static final int LEGACY = -2;

  /** Reads the object that the parser stands on. */
  static ChatCallPiece read(JsonParser parser, byte[] document) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      throw new JsonParseException(parser, "no tool call");
    }
    return new Reader(parser, document).read();
  }

  /** Reads the {@code function_call} that the parser stands on. */
  static ChatCallPiece readLegacy(JsonParser parser, byte[] document) throws IOException {
    Reader reader = new Reader(parser, document);
    reader.index = LEGACY;
    TurnJson.members(parser, reader::readFunction);
    return reader.piece();
  }

  private static final class Reader {
    private final JsonParser parser;
    private final byte[] document;
    private int index = UNKNOWN;
    private @Nullable String id;
    private @Nullable String name;
    private String arguments = "";
    private @Nullable Signature signature;

    Reader(JsonParser parser, byte[] document) {
      this.parser = parser;
      this.document = document;
    }

    ChatCallPiece read() throws IOException {
      TurnJson.members(parser, this::readMember);
      return piece();
    }

    ChatCallPiece piece() {
      return new ChatCallPiece(index, id, name, arguments, signature);
    }

    private void readMember(String key) throws IOException {
      switch (key) {
        case "index" -> {
          if (parser.currentToken().isNumeric()) {
            index = Math.max(UNKNOWN, parser.getValueAsInt(UNKNOWN));
          }
        }
        case "id" -> id = tellingId(text());
        case "function" -> {
          if (parser.isExpectedStartObjectToken()) {
            TurnJson.members(parser, this::readFunction);
          }
        }
        case "extra_content", "provider_specific_fields" ->
            signature = ChatTurnSignature.read(parser, signature);
        default -> {}
      }
      parser.skipChildren(); // where the value was not the one looked for
    }

    private void readFunction(String key) throws IOException {
      switch (key) {
        case "name" -> name = text();
        case "arguments" -> readArguments();
        default -> parser.skipChildren();
      }
    }

    private void readArguments() throws IOException {
      if (parser.hasToken(JsonToken.VALUE_STRING)) {
        arguments = parser.getText();
      } else if (parser.currentToken().isStructStart()) {
        arguments = TurnJson.raw(parser, document);
      }
    }

    private @Nullable String text() throws IOException {
      boolean said = parser.hasToken(JsonToken.VALUE_STRING) && !parser.getText().isEmpty();
      return said ? parser.getText() : null;
    }

    /** TGI gives every call the id 0. */
    private static @Nullable String tellingId(@Nullable String id) {
      boolean number = id != null && id.chars().allMatch(c -> c >= '0' && c <= '9');
      return number ? null : id;
    }
  }
}
