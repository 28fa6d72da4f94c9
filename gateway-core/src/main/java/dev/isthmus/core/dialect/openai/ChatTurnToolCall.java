package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One tool call of an earlier answer. Its arguments are text, and stay it. */
final class ChatTurnToolCall {
  private final JsonParser parser;
  private final String param;
  private @Nullable String id;
  private @Nullable String name;
  private String arguments = "";
  private @Nullable Signature signature;

  ChatTurnToolCall(JsonParser parser, String param) {
    this.parser = parser;
    this.param = param;
  }

  ToolCall read() throws IOException {
    TurnValues.object(parser, param, this::readMember);
    if (name == null || name.isEmpty()) {
      throw TurnRefusal.invalid(param + ".function.name", "a name");
    }
    return new ToolCall(id, name, arguments, signature);
  }

  private void readMember(String key) throws IOException {
    String path = param + "." + key;
    switch (key) {
      case "id" -> id = TurnValues.text(parser, path);
      case "type" -> {
        if (!TurnValues.text(parser, path).equals("function")) {
          throw Losses.unsupported(path);
        }
      }
      case "function" ->
          TurnValues.object(parser, path, inner -> readFunction(inner, path + "." + inner));
      case "extra_content", "provider_specific_fields" ->
          signature = ChatTurnSignature.read(parser, signature);
      default -> parser.skipChildren();
    }
  }

  private void readFunction(String key, String path) throws IOException {
    switch (key) {
      case "name" -> name = TurnValues.text(parser, path);
      case "arguments" -> arguments = TurnValues.text(parser, path);
      case "provider_specific_fields" -> signature = ChatTurnSignature.read(parser, signature);
      default -> parser.skipChildren();
    }
  }
}
