package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields a generateContent request may have, at every level.
 *
 * <p>Like the real server it takes camelCase and snake_case, and names the first field it does not
 * know together with its place.
 */
final class GeminiFields {

  /** Fields by the kind of object; {@code name>kind} leads on to another kind. */
  private static final Map<String, Set<String>> KINDS =
      Map.ofEntries(
          Map.entry(
              "request",
              Set.of(
                  "contents>content",
                  "systemInstruction>content",
                  "tools>tool",
                  "toolConfig>toolConfig",
                  "safetySettings>safety",
                  "generationConfig>generation",
                  "cachedContent",
                  "labels",
                  "modelArmorConfig",
                  "serviceTier")),
          Map.entry("content", Set.of("role", "parts>part")),
          Map.entry(
              "part",
              Set.of(
                  "text",
                  "inlineData>blob",
                  "fileData>file",
                  "functionCall>call",
                  "functionResponse>response",
                  "executableCode",
                  "codeExecutionResult",
                  "thought",
                  "thoughtSignature",
                  "videoMetadata",
                  "mediaResolution")),
          Map.entry("blob", Set.of("mimeType", "data", "displayName")),
          Map.entry("file", Set.of("mimeType", "fileUri", "displayName")),
          Map.entry("call", Set.of("id", "name", "args")),
          Map.entry("response", Set.of("id", "name", "response", "parts>part")),
          Map.entry(
              "tool",
              Set.of(
                  "functionDeclarations>declaration",
                  "googleSearch",
                  "googleSearchRetrieval",
                  "enterpriseWebSearch",
                  "codeExecution",
                  "urlContext",
                  "googleMaps",
                  "retrieval",
                  "computerUse")),
          Map.entry(
              "declaration",
              Set.of(
                  "name",
                  "description",
                  "parameters>schema",
                  "parametersJsonSchema",
                  "response>schema",
                  "responseJsonSchema",
                  "behavior")),
          Map.entry("toolConfig", Set.of("functionCallingConfig>calling", "retrievalConfig")),
          Map.entry(
              "calling", Set.of("mode", "allowedFunctionNames", "streamFunctionCallArguments")),
          Map.entry("safety", Set.of("category", "threshold", "method")),
          Map.entry(
              "generation",
              Set.of(
                  "temperature",
                  "topP",
                  "topK",
                  "candidateCount",
                  "maxOutputTokens",
                  "stopSequences",
                  "presencePenalty",
                  "frequencyPenalty",
                  "seed",
                  "responseMimeType",
                  "responseSchema>schema",
                  "responseJsonSchema",
                  "responseLogprobs",
                  "logprobs",
                  "responseModalities",
                  "thinkingConfig>thinking",
                  "speechConfig",
                  "mediaResolution",
                  "audioTimestamp",
                  "imageConfig")),
          Map.entry("thinking", Set.of("includeThoughts", "thinkingBudget", "thinkingLevel")),
          Map.entry(
              "schema",
              Set.of(
                  "type",
                  "format",
                  "title",
                  "description",
                  "nullable",
                  "enum",
                  "items>schema",
                  "prefixItems",
                  "anyOf>schema",
                  "properties>schemas",
                  "required",
                  "propertyOrdering",
                  "minItems",
                  "maxItems",
                  "minimum",
                  "maximum",
                  "minLength",
                  "maxLength",
                  "minProperties",
                  "maxProperties",
                  "pattern",
                  "example",
                  "default")));

  private static final int DEPTH = 32;

  private GeminiFields() {}

  /** The first thing in {@code body} that no field of the protocol is called, or null. */
  static @Nullable Problem unknown(JsonNode body) {
    return unknown(body, "request", new ArrayDeque<>());
  }

  private static @Nullable Problem unknown(JsonNode node, String kind, Deque<String> path) {
    if (node.isArray()) {
      return each(node, kind, path);
    }
    if (!node.isObject()) {
      return null;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      String next = kind.equals("schemas") ? "schema" : next(kind, name);
      if (next == null || path.size() > DEPTH) {
        return problem(name, String.join(".", path));
      }
      path.addLast(snake(name));
      Problem problem = next.isEmpty() ? null : unknown(field.getValue(), next, path);
      if (problem != null) {
        return problem;
      }
      path.removeLast();
    }
    return null;
  }

  private static @Nullable Problem each(JsonNode array, String kind, Deque<String> path) {
    String last = path.removeLast();
    int index = 0;
    for (JsonNode item : array) {
      path.addLast(last + "[" + index++ + "]");
      Problem problem = unknown(item, kind, path);
      if (problem != null) {
        return problem;
      }
      path.removeLast();
    }
    path.addLast(last);
    return null;
  }

  /** Null: not a field of {@code kind}. Empty: a field whose inside is not checked. */
  private static @Nullable String next(String kind, String name) {
    Set<String> fields = KINDS.getOrDefault(kind, Set.of());
    String camel = camel(name);
    if (fields.contains(camel)) {
      return "";
    }
    return fields.stream()
        .filter(field -> field.startsWith(camel + ">"))
        .findFirst()
        .map(field -> field.substring(camel.length() + 1))
        .orElse(null);
  }

  private static Problem problem(String name, String place) {
    String where = place.isEmpty() ? "" : " at '" + place + "'";
    return Problem.request(
        "400",
        "Invalid JSON payload received. Unknown name \""
            + name
            + "\""
            + where
            + ": Cannot find field.",
        name);
  }

  /** {@code name} of {@code node} in whichever of the two spellings it has. */
  static JsonNode get(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isMissingNode() ? node.path(snake(name)) : value;
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder(name.length());
    for (String part : name.split("_", -1)) {
      camel.append(
          camel.isEmpty() || part.isEmpty()
              ? part
              : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
    }
    return camel.toString();
  }

  private static String snake(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
