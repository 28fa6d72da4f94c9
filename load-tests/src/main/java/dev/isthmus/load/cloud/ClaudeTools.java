package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the Messages API refuses of the tools on offer and of what is said about their use. */
final class ClaudeTools {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

  private ClaudeTools() {}

  /** What is wrong with the tools of {@code body}, or null. */
  static @Nullable Problem check(JsonNode body) {
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode tool : body.path("tools")) {
      Problem problem =
          ClaudeFields.dated(tool) ? null : custom(tool, "tools." + index + ".custom.");
      if (problem != null) {
        return problem;
      }
      if (!names.add(tool.path("name").asText())) {
        return ClaudeCheck.bad("tools: Tool names must be unique.");
      }
      index++;
    }
    return choice(body.path("tool_choice"), names);
  }

  private static @Nullable Problem custom(JsonNode tool, String place) {
    JsonNode name = tool.path("name");
    if (!name.isTextual()) {
      return ClaudeCheck.bad(place + "name: Field required");
    }
    if (!NAME.matcher(name.asText()).matches()) {
      return ClaudeCheck.bad(place + "name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
    }
    JsonNode schema = tool.path("input_schema");
    if (!schema.isObject()) {
      return ClaudeCheck.bad(place + "input_schema: Field required");
    }
    if (!schema.has("type")) {
      return ClaudeCheck.bad(place + "input_schema.type: Field required");
    }
    return schema.path("type").asText().equals("object")
        ? null
        : ClaudeCheck.bad(place + "input_schema.type: Input should be 'object'");
  }

  private static @Nullable Problem choice(JsonNode choice, Set<String> names) {
    if (!choice.isObject()) {
      return choice.isMissingNode() || choice.isNull()
          ? null
          : ClaudeCheck.bad("tool_choice: Input should be an object");
    }
    String type = choice.path("type").asText();
    if (names.isEmpty() && !type.equals("none")) {
      return ClaudeCheck.bad("`tool_choice` may only be specified while providing `tools`.");
    }
    if (!type.equals("tool")) {
      return null;
    }
    if (!choice.path("name").isTextual()) {
      return ClaudeCheck.bad("tool_choice.tool.name: Field required");
    }
    String name = choice.path("name").asText();
    return names.contains(name)
        ? null
        : ClaudeCheck.bad("Tool '" + name + "' not found in provided tools");
  }
}
