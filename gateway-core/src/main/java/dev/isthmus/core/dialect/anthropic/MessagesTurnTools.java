package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnBounds;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;
import dev.isthmus.core.dialect.turn.TurnSettings.Tooling;
import dev.isthmus.core.dialect.turn.TurnValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools} and {@code tool_choice}. */
final class MessagesTurnTools {
  private static final String CHOICE = "tool_choice";
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

  private final MessagesTurnBody body;
  private final List<Tool> tools = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private String choice = "auto";
  private @Nullable String chosen;
  private boolean parallel = true;

  MessagesTurnTools(MessagesTurnBody body) {
    this.body = body;
  }

  void readTools() throws IOException {
    TurnValues.array(body.parser(), "tools", this::readTool);
  }

  private void readTool(String param) throws IOException {
    TurnBounds.checkRoom(tools.size(), TurnBounds.MAX_TOOLS, param);
    tools.add(new Declaration(param).read());
  }

  void readChoice() throws IOException {
    @Nullable String[] type = {null};
    TurnValues.object(
        body.parser(),
        CHOICE,
        key -> {
          String path = CHOICE + "." + key;
          switch (key) {
            case "type" -> type[0] = body.oneOf(path, "auto", "any", "tool", "none");
            case "name" -> chosen = body.text(path);
            case "disable_parallel_tool_use" -> parallel = !TurnValues.flag(body.parser(), path);
            default -> body.drop(path);
          }
        });
    if (type[0] == null) {
      throw TurnRefusal.invalid(CHOICE + ".type", "auto, any, tool or none");
    }
    choice = type[0];
  }

  /** Whether some tool must be called. */
  boolean mustCall() {
    return choice.equals("any") || choice.equals("tool");
  }

  Tooling build() throws TurnRefusal {
    if (mustCall() && tools.isEmpty()) {
      throw TurnRefusal.invalid(CHOICE, "tools beside it");
    }
    return new Tooling(
        tools,
        switch (choice) {
          case "any" -> new Choice(Choice.Mode.REQUIRED, List.of());
          case "none" -> new Choice(Choice.Mode.NONE, List.of());
          case "tool" -> new Choice(Choice.Mode.REQUIRED, List.of(chosen()));
          default -> Choice.AUTO;
        },
        parallel);
  }

  private String chosen() throws TurnRefusal {
    if (chosen == null || !names.contains(chosen)) {
      throw TurnRefusal.invalid(CHOICE + ".name", "the name of one of the tools");
    }
    return chosen;
  }

  /** One tool's declaration. */
  private final class Declaration {
    private final String param;
    private String type = "custom";
    private @Nullable String name;
    private @Nullable String description;
    private @Nullable String schema;
    private boolean strict;
    private @Nullable CacheMark cacheMark;

    Declaration(String param) {
      this.param = param;
    }

    Tool read() throws IOException {
      TurnValues.object(body.parser(), param, this::readMember);
      if (!type.equals("custom")) {
        throw Losses.unsupported(param + ".type"); // Anthropic runs it, or trained Claude on it
      }
      if (name == null || !NAME.matcher(name).matches()) {
        throw TurnRefusal.invalid(param + ".name", "1 to 128 letters, digits, _ and -");
      }
      if (!names.add(name)) {
        throw TurnRefusal.invalid(param + ".name", "a name that no other tool has");
      }
      if (schema == null) {
        throw TurnRefusal.invalid(param + ".input_schema", "an object");
      }
      return new Tool(name, description, schema, strict, cacheMark);
    }

    private void readMember(String key) throws IOException {
      String path = param + "." + key;
      switch (key) {
        case "type" -> type = body.text(path);
        case "name" -> name = body.text(path);
        case "description" -> description = body.text(path);
        case "input_schema" -> schema = schema(path);
        case "strict" -> strict = TurnValues.flag(body.parser(), path);
        case "cache_control" -> cacheMark = body.cacheMark(path);
        default -> body.drop("tools." + key);
      }
    }

    private String schema(String path) throws IOException {
      String raw = body.rawObject(path);
      byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
      boolean[] object = {false};
      try (JsonParser parser = TurnJson.parser(bytes, bytes.length)) {
        parser.nextToken();
        TurnJson.members(
            parser,
            key -> {
              object[0] |=
                  key.equals("type")
                      && parser.hasToken(JsonToken.VALUE_STRING)
                      && parser.getText().equals("object");
              parser.skipChildren();
            });
      }
      if (!object[0]) {
        throw TurnRefusal.invalid(path + ".type", "object");
      }
      return raw;
    }
  }
}
