package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;
import dev.isthmus.core.dialect.turn.TurnSettings.Tooling;
import java.io.IOException;
import java.util.List;

/**
 * Writes {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}. Where a choice cannot
 * be limited to some tools, only these are offered, which comes to the same.
 */
final class ChatToolsWriter {
  private final JsonGenerator json;
  private final ChatModel model;
  private final Losses losses;

  ChatToolsWriter(JsonGenerator json, ChatModel model, Losses losses) {
    this.json = json;
    this.model = model;
    this.losses = losses;
  }

  void write(Tooling tooling) throws IOException {
    if (tooling.tools().isEmpty()) {
      return;
    }
    Choice choice = tooling.choice();
    boolean fewer = isSome(choice) && !model.limitsTools();
    List<Tool> offered = fewer ? tooling.chosen() : tooling.tools();
    if (offered.isEmpty()) {
      throw TurnRefusal.invalid(
          losses.name(Feature.TOOL_CHOICE_NAMES), "names of tools that are on offer");
    }
    json.writeArrayFieldStart("tools");
    for (Tool tool : offered) {
      writeTool(tool);
    }
    json.writeEndArray();
    writeChoice(fewer ? new Choice(choice.mode(), List.of()) : choice);
    if (!tooling.parallel()) {
      json.writeBooleanField("parallel_tool_calls", false);
    }
  }

  /** Whether names limit the choice and do not make it. */
  private static boolean isSome(Choice choice) {
    return switch (choice.mode()) {
      case AUTO -> !choice.names().isEmpty();
      case REQUIRED -> choice.names().size() > 1;
      case NONE -> false;
    };
  }

  private void writeTool(Tool tool) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "function");
    json.writeObjectFieldStart("function");
    json.writeStringField("name", tool.name());
    if (tool.description() != null) {
      json.writeStringField("description", tool.description());
    }
    if (tool.schema() != null) {
      json.writeFieldName("parameters");
      json.writeRawValue(tool.schema());
    }
    if (tool.strict()) {
      json.writeBooleanField("strict", true);
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeChoice(Choice choice) throws IOException {
    if (isSome(choice)) {
      json.writeObjectFieldStart("tool_choice");
      writeAllowed(choice);
      json.writeEndObject();
    } else if (choice.mode() == Choice.Mode.REQUIRED && !choice.names().isEmpty()) {
      json.writeFieldName("tool_choice");
      writeName(choice.names().get(0));
    } else if (choice.mode() != Choice.Mode.AUTO) {
      json.writeStringField("tool_choice", word(choice.mode()));
    }
  }

  private void writeAllowed(Choice choice) throws IOException {
    json.writeStringField("type", "allowed_tools");
    json.writeObjectFieldStart("allowed_tools");
    json.writeStringField("mode", word(choice.mode()));
    json.writeArrayFieldStart("tools");
    for (String name : choice.names()) {
      writeName(name);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeName(String name) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "function");
    json.writeObjectFieldStart("function");
    json.writeStringField("name", name);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String word(Choice.Mode mode) {
    return switch (mode) {
      case AUTO -> "auto";
      case REQUIRED -> "required";
      case NONE -> "none";
    };
  }
}
