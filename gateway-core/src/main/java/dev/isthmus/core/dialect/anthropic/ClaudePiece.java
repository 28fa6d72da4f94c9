package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A block of an answer, or a delta of one: its members by name, as their order is anybody's. */
final class ClaudePiece {
  static final String NO_INPUT = "{}";

  private static final Set<String> TEXTS =
      Set.of(
          "type",
          "id",
          "name",
          "text",
          "thinking",
          "signature",
          "data",
          "partial_json",
          "stop_reason",
          "stop_sequence");

  private final Map<String, String> texts = new HashMap<>();
  private String input = NO_INPUT;

  /** Reads what the parser stands on, in {@code record}; what is no object has no members. */
  static ClaudePiece read(JsonParser parser, byte[] record) throws IOException {
    ClaudePiece piece = new ClaudePiece();
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(parser, name -> piece.readMember(parser, record, name));
    } else {
      parser.skipChildren();
    }
    return piece;
  }

  /** The parser's value, or null where it is no text; the parser stands at its end afterwards. */
  static @Nullable String textOf(JsonParser parser) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }

  private void readMember(JsonParser parser, byte[] record, String name) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING) && TEXTS.contains(name)) {
      texts.put(name, parser.getText());
    } else if (name.equals("input") && parser.isExpectedStartObjectToken()) {
      input = TurnJson.compact(TurnJson.raw(parser, record));
    } else {
      parser.skipChildren();
    }
  }

  String type() throws IOException {
    String type = text("type");
    if (type.isEmpty()) {
      throw new JsonParseException(null, "a block or delta without a type");
    }
    return type;
  }

  /** A member's text, empty where there is none. */
  String text(String member) {
    return texts.getOrDefault(member, "");
  }

  /** A call's id, or null. */
  @Nullable String callId() {
    return texts.get("id");
  }

  /** The name of the tool that is called. */
  String callName() throws IOException {
    String name = text("name");
    if (name.isEmpty()) {
      throw new JsonParseException(null, "a call without a tool's name");
    }
    return name;
  }

  /** A tool's input as the model wrote it, less white space. */
  String input() {
    return input;
  }

  void sayText(TurnSink sink) throws IOException {
    if (!text("text").isEmpty()) {
      sink.on(new Text(text("text")));
    }
  }

  /** Says what was thought, its proof, or both. */
  void sayThought(TurnSink sink) throws IOException {
    String proof = text("signature");
    Signature signature = proof.isEmpty() ? null : ClaudeSignature.of(proof);
    if (signature != null || !text("thinking").isEmpty()) {
      sink.on(new Reasoning(text("thinking"), signature));
    }
  }

  void sayRedacted(TurnSink sink) throws IOException {
    if (!text("data").isEmpty()) {
      sink.on(new Reasoning("", ClaudeSignature.redacted(text("data"))));
    }
  }
}
