package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Converse refuses of the tools on offer. */
final class ConverseTools {

  static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private ConverseTools() {}

  static @Nullable Problem check(JsonNode config) {
    if (config.isMissingNode()) {
      return null;
    }
    if (config.path("tools").isEmpty()) {
      return ConverseFields.invalid(
          "toolConfig.tools", "Member must have length greater than or equal to 1");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < config.path("tools").size(); i++) {
      JsonNode tool = config.path("tools").get(i);
      String path = "toolConfig.tools." + i;
      Problem problem =
          tool.has("toolSpec")
              ? tool(tool.path("toolSpec"), path + ".toolSpec", names)
              : ConverseBlocks.cachePoint(tool.path("cachePoint"), path);
      if (problem != null) {
        return problem;
      }
    }
    JsonNode chosen = config.path("toolChoice").path("tool");
    String name = chosen.path("name").asText();
    return chosen.isObject() && !names.contains(name)
        ? ConverseCheck.bad("The tool named in toolChoice is not one of toolConfig.tools.")
        : null;
  }

  private static @Nullable Problem tool(JsonNode tool, String path, Set<String> names) {
    String name = tool.path("name").asText();
    if (!NAME.matcher(name).matches()) {
      return ConverseFields.invalid(
          path + ".name", "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+");
    }
    if (tool.has("description") && tool.path("description").asText().isEmpty()) {
      return ConverseFields.invalid(
          path + ".description", "Member must have length greater than or equal to 1");
    }
    JsonNode schema = tool.path("inputSchema").path("json");
    if (!schema.isObject() || !schema.path("type").asText().equals("object")) {
      return ConverseCheck.bad(
          "The value at " + path + ".inputSchema.json.type must be one of the following: object.");
    }
    return names.add(name)
        ? null
        : ConverseCheck.bad("The tool name at " + path + " is not unique.");
  }
}
