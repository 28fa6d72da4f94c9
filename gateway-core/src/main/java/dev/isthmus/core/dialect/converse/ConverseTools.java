package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.ToolSchema;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;
import dev.isthmus.core.dialect.turn.TurnSettings.Tooling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes {@code toolConfig}, without which a conversation that used tools is not accepted. */
final class ConverseTools {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  /** Told of tools that were used and are on offer no more, which must be listed all the same. */
  private static final String UNAVAILABLE = "No longer available: do not call it.";

  private final JsonGenerator json;
  private final ConverseModel model;
  private final Losses losses;

  ConverseTools(JsonGenerator json, ConverseModel model, Losses losses) {
    this.json = json;
    this.model = model;
    this.losses = losses;
  }

  /**
   * Writes the tools on offer, or else stand-ins for those that were {@code used}: a history with
   * calls must not stand without tools, not even where none may be called any more.
   */
  void write(Tooling tooling, Set<String> used) throws IOException {
    boolean none = tooling.choice().mode() == Choice.Mode.NONE;
    boolean offers = !none && !tooling.tools().isEmpty();
    List<Tool> tools = offers ? offered(tooling) : standIns(used);
    if (tools.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("toolConfig");
    json.writeArrayFieldStart("tools");
    for (Tool tool : tools) {
      writeTool(tool);
    }
    json.writeEndArray();
    writeChoice(tooling.choice());
    json.writeEndObject();
  }

  private static List<Tool> standIns(Set<String> used) {
    List<Tool> tools = new ArrayList<>();
    for (String name : used) {
      tools.add(new Tool(name, UNAVAILABLE, null, false, null));
    }
    return tools;
  }

  /** A choice among some is an offer of these alone; a single one can be named instead. */
  private List<Tool> offered(Tooling tooling) throws TurnRefusal {
    if (!tooling.offersChosen()) {
      throw TurnRefusal.invalid(
          losses.name(Feature.TOOL_CHOICE_NAMES), "the name of a tool on offer");
    }
    boolean all = tooling.choice().names().isEmpty() || isNamed(tooling.choice());
    return all ? tooling.tools() : tooling.chosen();
  }

  private void writeTool(Tool tool) throws IOException {
    if (!NAME.matcher(tool.name()).matches()) {
      String param = losses.name(Feature.TOOLS);
      throw new TurnRefusal(
          Failure.ofClient(
              FailureKind.UNSUPPORTED,
              param + ": a name of another form (expected: 1 to 64 letters, digits, _ and -)",
              param));
    }
    json.writeStartObject();
    json.writeObjectFieldStart("toolSpec");
    json.writeStringField("name", tool.name());
    if (tool.description() != null && !tool.description().isBlank()) {
      json.writeStringField("description", tool.description());
    }
    json.writeObjectFieldStart("inputSchema");
    json.writeFieldName("json");
    json.writeRawValue(ToolSchema.ofObject(tool.schema()));
    json.writeEndObject();
    if (tool.strict()) {
      json.writeBooleanField("strict", true);
    }
    json.writeEndObject();
    json.writeEndObject();
    if (tool.cacheMark() != null) {
      writeMark(tool.cacheMark());
    }
  }

  private void writeMark(CacheMark mark) throws IOException {
    if (!model.keepsTools()) {
      losses.drop(Feature.CACHE_MARK);
      return;
    }
    json.writeStartObject();
    ConverseBlocks.cachePoint(json, mark);
    json.writeEndObject();
  }

  /** What happens anyway is not said: some models know no choice. */
  private void writeChoice(Choice choice) throws IOException {
    if (choice.mode() != Choice.Mode.REQUIRED) {
      return;
    }
    json.writeObjectFieldStart("toolChoice");
    if (isNamed(choice)) {
      json.writeObjectFieldStart("tool");
      json.writeStringField("name", choice.names().get(0));
    } else {
      json.writeObjectFieldStart("any");
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static boolean isNamed(Choice choice) {
    return choice.mode() == Choice.Mode.REQUIRED && choice.names().size() == 1;
  }
}
