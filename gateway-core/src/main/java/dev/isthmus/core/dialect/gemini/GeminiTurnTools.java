package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
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
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code tools} and {@code toolConfig}. What Google runs itself (search, code, maps) is
 * refused: without it the answer would be another.
 */
final class GeminiTurnTools {
  private static final String CALLING =
      GeminiTurnField.TOOL_CONFIG.key() + ".functionCallingConfig";

  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private final List<Tool> tools = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private String mode = "AUTO";

  GeminiTurnTools(JsonParser parser, ByteBuf body, Losses losses) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
  }

  void readTools() throws IOException {
    oneOrMany(GeminiTurnField.TOOLS.key(), this::readTool);
  }

  void readConfig() throws IOException {
    String param = GeminiTurnField.TOOL_CONFIG.key();
    TurnValues.object(
        parser,
        param,
        key -> {
          if (GeminiTurnKey.camel(key).equals("functionCallingConfig")) {
            TurnValues.object(parser, CALLING, this::readCalling);
          } else {
            losses.drop(param + "." + GeminiTurnKey.camel(key));
            parser.skipChildren();
          }
        });
  }

  Tooling build() throws TurnRefusal {
    Choice choice = new Choice(choiceMode(), names);
    if (tools.isEmpty() && choice.mode() == Choice.Mode.REQUIRED) {
      throw TurnRefusal.invalid(CALLING + ".mode", "tools beside it");
    }
    if (!names.isEmpty() && !mode.equals("ANY") && !mode.equals("VALIDATED")) {
      throw TurnRefusal.invalid(CALLING + ".allowedFunctionNames", "the mode ANY or VALIDATED");
    }
    return new Tooling(tools, choice, true);
  }

  private Choice.Mode choiceMode() throws TurnRefusal {
    return switch (mode) {
      case "AUTO", "VALIDATED", "MODE_UNSPECIFIED" -> Choice.Mode.AUTO;
      case "ANY" -> Choice.Mode.REQUIRED;
      case "NONE" -> Choice.Mode.NONE;
      default -> throw TurnRefusal.invalid(CALLING + ".mode", "AUTO, ANY, NONE or VALIDATED");
    };
  }

  private void readCalling(String name) throws IOException {
    String key = GeminiTurnKey.camel(name);
    String path = CALLING + "." + key;
    switch (key) {
      case "mode" -> mode = TurnValues.text(parser, path).toUpperCase(Locale.ROOT);
      case "allowedFunctionNames" -> TurnValues.array(parser, path, this::readName);
      default -> {
        losses.drop(path);
        parser.skipChildren();
      }
    }
  }

  private void readName(String param) throws IOException {
    TurnBounds.checkRoom(names.size(), TurnBounds.MAX_TOOLS, param);
    names.add(TurnValues.text(parser, param));
  }

  private void readTool(String param) throws IOException {
    TurnValues.object(
        parser,
        param,
        key -> {
          String path = param + "." + key;
          if (!GeminiTurnKey.camel(key).equals("functionDeclarations")) {
            throw Losses.unsupported(path);
          }
          oneOrMany(path, this::readDeclaration);
        });
  }

  private void readDeclaration(String param) throws IOException {
    TurnBounds.checkRoom(tools.size(), TurnBounds.MAX_TOOLS, param);
    tools.add(new Declaration(param).read());
  }

  private void oneOrMany(String param, TurnJson.Value element) throws IOException {
    if (parser.isExpectedStartObjectToken()) {
      element.read(param);
    } else {
      TurnValues.array(parser, param, element);
    }
  }

  /** One function's declaration. */
  private final class Declaration {
    private final String param;
    private String name = "";
    private @Nullable String description;
    private @Nullable String schema;

    Declaration(String param) {
      this.param = param;
    }

    Tool read() throws IOException {
      TurnValues.object(
          parser, param, key -> readMember(GeminiTurnKey.camel(key), param + "." + key));
      if (name.isEmpty()) {
        throw TurnRefusal.invalid(param + ".name", "a name");
      }
      return new Tool(name, description, schema, false, null);
    }

    private void readMember(String key, String path) throws IOException {
      switch (key) {
        case "name" -> name = TurnValues.text(parser, path);
        case "description" -> description = TurnValues.text(parser, path);
        case "parameters" -> keep(new GeminiTurnSchema(parser, body).read(), path);
        case "parametersJsonSchema" -> keep(raw(path), path);
        default -> {
          losses.drop("tools.functionDeclarations." + key);
          parser.skipChildren();
        }
      }
    }

    private String raw(String path) throws IOException {
      if (!parser.isExpectedStartObjectToken()) {
        throw TurnRefusal.invalid(path, "an object");
      }
      return TurnJson.raw(parser, body);
    }

    private void keep(String read, String path) throws TurnRefusal {
      if (schema != null) {
        throw TurnRefusal.invalid(path, "parameters or parametersJsonSchema and not both");
      }
      schema = read;
    }
  }
}
