package dev.isthmus.core.dialect.openai;

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

/** Reads {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}. */
final class ChatTurnTools {
  private static final String CHOICE = "tool_choice";

  private final JsonParser parser;
  private final ByteBuf body;
  private final List<Tool> tools = new ArrayList<>();
  private Choice choice = Choice.AUTO;
  private boolean parallel = true;

  ChatTurnTools(JsonParser parser, ByteBuf body) {
    this.parser = parser;
    this.body = body;
  }

  void readTools() throws IOException {
    TurnValues.array(parser, "tools", this::readTool);
  }

  void readParallel() throws IOException {
    parallel = TurnValues.flag(parser, "parallel_tool_calls");
  }

  void readChoice() throws IOException {
    choice =
        parser.hasToken(JsonToken.VALUE_STRING)
            ? new Choice(mode(parser.getText()), List.of())
            : new NamedChoice().read();
  }

  Tooling build() throws TurnRefusal {
    if (tools.isEmpty() && choice.mode() == Choice.Mode.REQUIRED) {
      throw TurnRefusal.invalid(CHOICE, "tools beside it");
    }
    return new Tooling(tools, choice, parallel);
  }

  private void readTool(String param) throws IOException {
    TurnBounds.checkRoom(tools.size(), TurnBounds.MAX_TOOLS, param);
    Tool[] tool = {null};
    TurnValues.object(
        parser,
        param,
        name -> {
          switch (name) {
            case "type" -> requireFunction(TurnValues.text(parser, param + ".type"), param);
            case "function" -> tool[0] = new Function(param + ".function").read();
            default -> parser.skipChildren();
          }
        });
    if (tool[0] == null) {
      throw TurnRefusal.invalid(param + ".function", "an object");
    }
    tools.add(tool[0]);
  }

  private static void requireFunction(String type, String param) throws TurnRefusal {
    if (!type.equals("function")) {
      throw Losses.unsupported(param + ".type");
    }
  }

  private static Choice.Mode mode(String text) throws TurnRefusal {
    return switch (text) {
      case "auto" -> Choice.Mode.AUTO;
      case "required" -> Choice.Mode.REQUIRED;
      case "none" -> Choice.Mode.NONE;
      default -> throw TurnRefusal.invalid(CHOICE, "auto, required, none or an object");
    };
  }

  /** One function's declaration. */
  private final class Function {
    private final String param;
    private @Nullable String name;
    private @Nullable String description;
    private @Nullable String schema;
    private boolean strict;

    Function(String param) {
      this.param = param;
    }

    Tool read() throws IOException {
      TurnValues.object(
          parser,
          param,
          key -> {
            switch (key) {
              case "name" -> name = TurnValues.text(parser, param + ".name");
              case "description" -> description = TurnValues.text(parser, param + ".description");
              case "parameters" -> schema = schema();
              case "strict" -> strict = TurnValues.flag(parser, param + ".strict");
              default -> parser.skipChildren();
            }
          });
      if (name == null || name.isEmpty()) {
        throw TurnRefusal.invalid(param + ".name", "a name");
      }
      return new Tool(name, description, schema, strict, null);
    }

    private String schema() throws IOException {
      if (!parser.isExpectedStartObjectToken()) {
        throw TurnRefusal.invalid(param + ".parameters", "an object");
      }
      return TurnJson.raw(parser, body);
    }
  }

  /** A choice in object form: one function, or some of those on offer. */
  private final class NamedChoice {
    private final List<String> names = new ArrayList<>();
    private Choice.Mode mode = Choice.Mode.REQUIRED;

    Choice read() throws IOException {
      TurnValues.object(
          parser,
          CHOICE,
          key -> {
            switch (key) {
              case "type" -> requireKnown(TurnValues.text(parser, CHOICE + ".type"));
              case "function" -> readName(CHOICE + ".function");
              case "allowed_tools" -> readAllowed(CHOICE + ".allowed_tools");
              default -> parser.skipChildren();
            }
          });
      if (names.isEmpty()) {
        throw TurnRefusal.invalid(CHOICE, "the name of a function");
      }
      return new Choice(mode, names);
    }

    private void requireKnown(String type) throws TurnRefusal {
      if (!type.equals("allowed_tools")) {
        requireFunction(type, CHOICE);
      }
    }

    private void readAllowed(String param) throws IOException {
      TurnValues.object(
          parser,
          param,
          key -> {
            switch (key) {
              case "mode" -> mode = mode(TurnValues.text(parser, param + ".mode"));
              case "tools" -> TurnValues.array(parser, param + ".tools", this::readAllowedTool);
              default -> parser.skipChildren();
            }
          });
    }

    private void readAllowedTool(String param) throws IOException {
      TurnValues.object(
          parser,
          param,
          key -> {
            switch (key) {
              case "type" -> requireFunction(TurnValues.text(parser, param + ".type"), param);
              case "function" -> readName(param + ".function");
              default -> parser.skipChildren();
            }
          });
    }

    private void readName(String param) throws IOException {
      TurnBounds.checkRoom(names.size(), TurnBounds.MAX_TOOLS, param);
      TurnValues.object(
          parser,
          param,
          key -> {
            if (key.equals("name")) {
              names.add(TurnValues.text(parser, param + ".name"));
            } else {
              parser.skipChildren();
            }
          });
    }
  }
}
