package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.AnswerTool;
import dev.isthmus.core.dialect.turn.ClaudeModel;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.ToolSchema;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;
import dev.isthmus.core.dialect.turn.TurnSettings.Tooling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code tools} and {@code tool_choice}.
 *
 * @param only the one tool that must be called, or null
 */
record ClaudeTools(List<Tool> tools, Mode mode, @Nullable String only, boolean parallel) {

  /** Whether tools are called. */
  enum Mode {
    AUTO,
    ANY,
    TOOL,
    NONE
  }

  static ClaudeTools of(TurnSettings settings, ClaudeModel model, Losses losses)
      throws TurnRefusal {
    Format format = settings.generation().format();
    boolean shaped = format.schema() != null && !model.followsSchemas();
    Choice.Mode mode = settings.tooling().choice().mode();
    if (!shaped || mode == Choice.Mode.REQUIRED) { // what must be a call is no answer yet
      return asked(settings.tooling(), losses);
    }
    List<Tool> tools = new ArrayList<>(asked(settings.tooling(), losses).tools());
    boolean alone = tools.isEmpty() || mode == Choice.Mode.NONE;
    tools.add(AnswerTool.of(format));
    return new ClaudeTools(
        tools,
        alone ? Mode.TOOL : Mode.ANY,
        alone ? AnswerTool.NAME : null,
        !alone && settings.tooling().parallel());
  }

  private static ClaudeTools asked(Tooling tooling, Losses losses) throws TurnRefusal {
    Choice choice = tooling.choice();
    List<String> names = choice.names();
    List<Tool> tools = tooling.tools();
    boolean single = choice.mode() == Choice.Mode.REQUIRED && names.size() == 1;
    boolean some = choice.mode() != Choice.Mode.NONE && !names.isEmpty() && !single;
    if (some && !tools.isEmpty()) {
      tools = tooling.chosen();
      if (tools.isEmpty()) {
        throw TurnRefusal.invalid(
            losses.name(Feature.TOOL_CHOICE_NAMES), "names of tools that are given");
      }
    }
    Mode mode =
        switch (choice.mode()) {
          case AUTO -> Mode.AUTO;
          case REQUIRED -> single ? Mode.TOOL : Mode.ANY;
          case NONE -> Mode.NONE;
        };
    return new ClaudeTools(tools, mode, single ? names.get(0) : null, tooling.parallel());
  }

  /** Whether some tool must be called. */
  boolean forced() {
    return !tools.isEmpty() && (mode == Mode.ANY || mode == Mode.TOOL);
  }

  void write(JsonGenerator json) throws IOException {
    if (tools.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("tools");
    for (Tool tool : tools) {
      writeTool(json, tool);
    }
    json.writeEndArray();
    if (mode != Mode.AUTO || !parallel) {
      writeChoice(json);
    }
  }

  private static void writeTool(JsonGenerator json, Tool tool) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", tool.name());
    if (tool.description() != null) {
      json.writeStringField("description", tool.description());
    }
    json.writeFieldName("input_schema");
    json.writeRawValue(ToolSchema.ofObject(tool.schema()));
    if (tool.strict()) {
      json.writeBooleanField("strict", true);
    }
    ClaudeBlockWriter.writeMark(json, tool.cacheMark());
    json.writeEndObject();
  }

  private void writeChoice(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("tool_choice");
    switch (mode) {
      case AUTO -> json.writeStringField("type", "auto");
      case ANY -> json.writeStringField("type", "any");
      case NONE -> json.writeStringField("type", "none");
      case TOOL -> {
        json.writeStringField("type", "tool");
        json.writeStringField("name", only);
      }
    }
    if (!parallel && mode != Mode.NONE) {
      json.writeBooleanField("disable_parallel_tool_use", true);
    }
    json.writeEndObject();
  }
}
