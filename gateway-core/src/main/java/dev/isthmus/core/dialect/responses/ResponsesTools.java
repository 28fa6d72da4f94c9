package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnBounds;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;
import dev.isthmus.core.dialect.turn.TurnSettings.Tooling;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}. Tools that the provider
 * runs itself are refused: no other provider has them.
 */
final class ResponsesTools {
  private static final String CHOICE = "tool_choice";

  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private final List<Tool> tools = new ArrayList<>();
  private Choice choice = Choice.AUTO;
  private boolean parallel = true;

  ResponsesTools(JsonParser parser, ByteBuf body, Losses losses) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
  }

  void readTools() throws IOException {
    TurnValues.array(parser, "tools", this::readTool);
  }

  private void readTool(String param) throws IOException {
    TurnBounds.checkRoom(tools.size(), TurnBounds.MAX_TOOLS, param);
    tools.add(new Function(param).read());
  }

  void readParallel() throws IOException {
    parallel = TurnValues.flag(parser, "parallel_tool_calls");
  }

  void readChoice() throws IOException {
    choice =
        parser.hasToken(JsonToken.VALUE_STRING)
            ? new Choice(mode(parser.getText(), CHOICE), List.of())
            : new NamedChoice().read();
  }

  Tooling build() throws TurnRefusal {
    if (tools.isEmpty() && choice.mode() == Choice.Mode.REQUIRED) {
      throw TurnRefusal.invalid(CHOICE, "tools beside it");
    }
    return new Tooling(tools, choice, parallel);
  }

  private static void requireFunction(String type, String param) throws TurnRefusal {
    if (type.isEmpty()) {
      throw TurnRefusal.invalid(param + ".type", "function");
    }
    if (!type.equals("function")) {
      throw Losses.unsupported(param + ".type");
    }
  }

  private static Choice.Mode mode(String text, String param) throws TurnRefusal {
    return switch (text) {
      case "auto" -> Choice.Mode.AUTO;
      case "required" -> Choice.Mode.REQUIRED;
      case "none" -> Choice.Mode.NONE;
      default -> throw TurnRefusal.invalid(param, "auto, required, none or an object");
    };
  }

  /** One function's declaration, its members beside its type. */
  private final class Function {
    private final String param;
    private String type = "";
    private String name = "";
    private @Nullable String description;
    private @Nullable String schema;
    private boolean strict;

    Function(String param) {
      this.param = param;
    }

    Tool read() throws IOException {
      TurnValues.object(parser, param, this::readMember);
      requireFunction(type, param);
      if (name.isEmpty()) {
        throw TurnRefusal.invalid(param + ".name", "a name");
      }
      return new Tool(name, description, schema, strict, null);
    }

    private void readMember(String key) throws IOException {
      String path = param + "." + key;
      switch (key) {
        case "type" -> {
          type = TurnValues.text(parser, path);
          requireFunction(type, param);
        }
        case "name" -> name = TurnValues.text(parser, path);
        case "description" -> description = TurnValues.text(parser, path);
        case "parameters" -> schema = schema(path);
        case "strict" -> strict = TurnValues.flag(parser, path);
        default -> {
          losses.drop("tools." + key);
          parser.skipChildren();
        }
      }
    }

    private String schema(String path) throws IOException {
      if (!parser.isExpectedStartObjectToken()) {
        throw TurnRefusal.invalid(path, "an object");
      }
      return TurnJson.raw(parser, body);
    }
  }

  /** A choice in object form: one function, or some of those on offer. */
  private final class NamedChoice {
    private final List<String> names = new ArrayList<>();
    private String type = "";
    private Choice.Mode mode = Choice.Mode.REQUIRED;

    Choice read() throws IOException {
      TurnValues.object(parser, CHOICE, this::readMember);
      requireKnown(type);
      if (names.isEmpty()) {
        throw TurnRefusal.invalid(CHOICE, "the name of a function");
      }
      return new Choice(mode, names);
    }

    private void readMember(String key) throws IOException {
      String path = CHOICE + "." + key;
      switch (key) {
        case "type" -> {
          type = TurnValues.text(parser, path);
          requireKnown(type);
        }
        case "name" -> names.add(TurnValues.text(parser, path));
        case "mode" -> mode = mode(TurnValues.text(parser, path), path);
        case "tools" -> TurnValues.array(parser, path, this::readAllowed);
        default -> parser.skipChildren();
      }
    }

    private void requireKnown(String type) throws TurnRefusal {
      if (!type.equals("allowed_tools")) {
        requireFunction(type, CHOICE);
      }
    }

    private void readAllowed(String param) throws IOException {
      TurnBounds.checkRoom(names.size(), TurnBounds.MAX_TOOLS, param);
      String[] allowed = {"", ""};
      TurnValues.object(
          parser,
          param,
          key -> {
            switch (key) {
              case "type" -> allowed[0] = TurnValues.text(parser, param + ".type");
              case "name" -> allowed[1] = TurnValues.text(parser, param + ".name");
              default -> parser.skipChildren();
            }
          });
      requireFunction(allowed[0], param);
      if (allowed[1].isEmpty()) {
        throw TurnRefusal.invalid(param + ".name", "the name of a function");
      }
      names.add(allowed[1]);
    }
  }
}
