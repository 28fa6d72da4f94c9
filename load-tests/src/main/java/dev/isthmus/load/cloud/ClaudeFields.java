package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which fields a Messages request may have, at every level.
 *
 * <p>Like the real server it names the first field that it does not know together with its place,
 * in which the {@code type} of each tagged object stands as well.
 */
final class ClaudeFields {

  private static final String CACHE = "cache_control>cache";

  /** Fields by the kind of object; {@code name>kind} leads on to another kind. */
  private static final Map<String, Set<String>> KINDS =
      Map.ofEntries(
          Map.entry(
              "request",
              Set.of(
                  "model",
                  "max_tokens",
                  "messages>message",
                  "system>system",
                  "stop_sequences",
                  "stream",
                  "temperature",
                  "top_p",
                  "top_k",
                  "metadata>metadata",
                  "service_tier",
                  "speed",
                  "thinking>thinking",
                  "output_config>output",
                  CACHE,
                  "container",
                  "diagnostics",
                  "inference_geo",
                  "tools>tool",
                  "tool_choice>choice")),
          Map.entry("message", Set.of("role", "content>block")),
          Map.entry("metadata", Set.of("user_id")),
          Map.entry("output", Set.of("effort", "format>format")));

  /** The same of objects that their {@code type} tells apart: {@code kind.type}. */
  private static final Map<String, Set<String>> TAGGED =
      Map.ofEntries(
          Map.entry("system.text", Set.of("text", "citations", CACHE)),
          Map.entry("block.text", Set.of("text", "citations", CACHE)),
          Map.entry("block.image", Set.of("source>image_source", "transformations", CACHE)),
          Map.entry(
              "block.document",
              Set.of("source>document_source", "title", "context", "citations", CACHE)),
          Map.entry(
              "block.search_result", Set.of("source", "title", "content", "citations", CACHE)),
          Map.entry("block.thinking", Set.of("thinking", "signature")),
          Map.entry("block.redacted_thinking", Set.of("data")),
          Map.entry(
              "block.tool_use", Set.of("id", "name", "input", "caller", "toolset_name", CACHE)),
          Map.entry(
              "block.tool_result",
              Set.of("tool_use_id", "content>result", "is_error", "toolset_name", CACHE)),
          Map.entry("block.server_tool_use", Set.of("id", "name", "input", "caller", CACHE)),
          Map.entry(
              "block.web_search_tool_result", Set.of("tool_use_id", "content", "caller", CACHE)),
          Map.entry(
              "block.web_fetch_tool_result", Set.of("tool_use_id", "content", "caller", CACHE)),
          Map.entry("block.code_execution_tool_result", Set.of("tool_use_id", "content", CACHE)),
          Map.entry("block.container_upload", Set.of("file_id", CACHE)),
          Map.entry("result.text", Set.of("text", "citations", CACHE)),
          Map.entry("result.image", Set.of("source>image_source", "transformations", CACHE)),
          Map.entry(
              "result.document",
              Set.of("source>document_source", "title", "context", "citations", CACHE)),
          Map.entry(
              "result.search_result", Set.of("source", "title", "content", "citations", CACHE)),
          Map.entry("result.tool_reference", Set.of("tool_name", CACHE)),
          Map.entry("image_source.base64", Set.of("media_type", "data")),
          Map.entry("image_source.url", Set.of("url")),
          Map.entry("image_source.file", Set.of("file_id")),
          Map.entry("document_source.base64", Set.of("media_type", "data")),
          Map.entry("document_source.url", Set.of("url")),
          Map.entry("document_source.text", Set.of("media_type", "data")),
          Map.entry("document_source.content", Set.of("content")),
          Map.entry("document_source.file", Set.of("file_id")),
          Map.entry("thinking.enabled", Set.of("budget_tokens", "display")),
          Map.entry("thinking.adaptive", Set.of("display")),
          Map.entry("thinking.between_tools", Set.of()),
          Map.entry("thinking.disabled", Set.of()),
          Map.entry("format.json_schema", Set.of("schema")),
          Map.entry("cache.ephemeral", Set.of("ttl")),
          Map.entry("choice.auto", Set.of("disable_parallel_tool_use")),
          Map.entry("choice.any", Set.of("disable_parallel_tool_use")),
          Map.entry("choice.tool", Set.of("name", "disable_parallel_tool_use")),
          Map.entry("choice.none", Set.of()),
          Map.entry(
              "tool.custom",
              Set.of(
                  "name",
                  "description",
                  "input_schema",
                  "input_examples",
                  "strict",
                  "defer_loading",
                  "allowed_callers",
                  "eager_input_streaming",
                  CACHE)));

  /** Tools that the server itself runs: what they may have is not checked. */
  private static final Pattern DATED = Pattern.compile("[a-z0-9_]+_\\d{8}");

  private ClaudeFields() {}

  /** The first thing in {@code body} that the protocol does not know, or null. */
  static @Nullable Problem unknown(JsonNode body) {
    return unknown(body, "request", "");
  }

  /** Whether {@code tool} is one that the server itself runs. */
  static boolean dated(JsonNode tool) {
    return DATED.matcher(tool.path("type").asText()).matches();
  }

  private static @Nullable Problem unknown(JsonNode node, String kind, String place) {
    if (node.isArray()) {
      int index = 0;
      for (JsonNode item : node) {
        Problem problem = unknown(item, kind, place + index++ + ".");
        if (problem != null) {
          return problem;
        }
      }
      return null;
    }
    if (!node.isObject()) {
      return null;
    }
    Set<String> plain = KINDS.get(kind);
    return plain == null ? tagged(node, kind, place) : fields(node, plain, place, false);
  }

  private static @Nullable Problem tagged(JsonNode node, String kind, String place) {
    boolean tool = kind.equals("tool");
    if (tool && dated(node)) {
      return null;
    }
    String type = node.path("type").asText(tool ? "custom" : "");
    if (type.isEmpty()) {
      return ClaudeCheck.bad(place + "type: Field required");
    }
    Set<String> fields = TAGGED.get(kind + "." + type);
    if (fields == null) {
      return ClaudeCheck.bad(
          named(place)
              + "Input tag '"
              + type
              + "' found using 'type' does not match any of the expected tags: "
              + tags(kind));
    }
    return fields(node, fields, place + type + ".", true);
  }

  private static @Nullable Problem fields(
      JsonNode node, Set<String> known, String place, boolean tagged) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      if (known.contains(name) || (tagged && name.equals("type"))) {
        continue;
      }
      String next = next(known, name);
      if (next == null) {
        return ClaudeCheck.bad(place + name + ": Extra inputs are not permitted");
      }
      Problem problem = unknown(field.getValue(), next, place + name + ".");
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable String next(Set<String> known, String name) {
    for (String field : known) {
      if (field.startsWith(name + ">")) {
        return field.substring(name.length() + 1);
      }
    }
    return null;
  }

  private static String tags(String kind) {
    return TAGGED.keySet().stream()
        .filter(key -> key.startsWith(kind + "."))
        .map(key -> "'" + key.substring(kind.length() + 1) + "'")
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** {@code place} as the name of the thing itself: its last dot becomes a colon. */
  private static String named(String place) {
    return place.isEmpty() ? "" : place.substring(0, place.length() - 1) + ": ";
  }
}
