package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which members a Converse request may have, must have and of which shape, at every level.
 *
 * <p>A union takes exactly one of its members. Source: the protocol sheets.
 */
final class ConverseFields {

  static final String CONVERSE = "converse";
  static final String STREAM = "stream";
  static final String COUNT = "count";

  private static final String REQUEST =
      "!messages:message[] system:system[] inferenceConfig:inference toolConfig:toolConfig"
          + " additionalModelRequestFields:any additionalModelResponseFieldPaths$[]"
          + " promptVariables:any requestMetadata:any performanceConfig:performance"
          + " serviceTier:tier outputConfig:output";

  /**
   * {@code !} must be there; {@code $} is a string, {@code :} leads to a kind; {@code []} a list.
   */
  private static final Map<String, Map<String, Field>> KINDS =
      Map.ofEntries(
          kind(CONVERSE, REQUEST + " guardrailConfig:guardrail"),
          kind(STREAM, REQUEST + " guardrailConfig:streamGuardrail"),
          kind(
              COUNT,
              "!messages:message[] system:system[] toolConfig:toolConfig"
                  + " additionalModelRequestFields:any"),
          kind("message", "!role$ !content:block[]"),
          kind("system", "text$ guardContent:any cachePoint:cachePoint"),
          kind(
              "block",
              "text$ image:image document:document video:media audio:media toolUse:toolUse"
                  + " toolResult:toolResult reasoningContent:reasoning cachePoint:cachePoint"
                  + " guardContent:any citationsContent:any searchResult:any"),
          kind("image", "!format$ !source:source"),
          kind("media", "!format$ !source:source"),
          kind("document", "!name$ format$ !source:source context$ citations:citations"),
          kind("citations", "enabled"),
          kind("source", "bytes$ s3Location:s3 text$ content:sourceText[]"),
          kind("sourceText", "text$"),
          kind("s3", "!uri$ bucketOwner$"),
          kind("toolUse", "!toolUseId$ !name$ !input type$"),
          kind("toolResult", "!toolUseId$ !content:result[] status$ type$"),
          kind(
              "result",
              "text$ json:any image:image document:document video:media searchResult:any"),
          kind("reasoning", "reasoningText:reasoningText redactedContent$"),
          kind("reasoningText", "!text$ signature$"),
          kind("cachePoint", "!type$ ttl$"),
          kind("inference", "maxTokens temperature topP stopSequences$[]"),
          kind("toolConfig", "!tools:tool[] toolChoice:toolChoice"),
          kind("tool", "toolSpec:toolSpec systemTool:toolName cachePoint:cachePoint"),
          kind("toolSpec", "!name$ description$ !inputSchema:inputSchema strict"),
          kind("inputSchema", "json:any"),
          kind("toolChoice", "auto:empty any:empty tool:toolName"),
          kind("toolName", "!name$"),
          kind("empty", ""),
          kind("guardrail", "guardrailIdentifier$ guardrailVersion$ trace$"),
          kind(
              "streamGuardrail",
              "guardrailIdentifier$ guardrailVersion$ trace$ streamProcessingMode$"),
          kind("performance", "latency$"),
          kind("tier", "!type$"),
          kind("output", "textFormat:textFormat effort$"),
          kind("textFormat", "!type$ !structure:structure"),
          kind("structure", "jsonSchema:jsonSchema"),
          kind("jsonSchema", "!schema$ name$ description$"));

  private static final Set<String> UNIONS =
      Set.of("system", "block", "source", "result", "reasoning", "tool", "toolChoice", "structure");

  private ConverseFields() {}

  private record Field(boolean required, boolean text, String kind, boolean list) {
    static Field of(String spec) {
      String kind = spec.substring(spec.indexOf(':') + 1).replace("[]", "");
      return new Field(
          spec.startsWith("!"),
          spec.contains("$"),
          spec.contains(":") ? kind : "",
          spec.endsWith("[]"));
    }
  }

  private static Map.Entry<String, Map<String, Field>> kind(String name, String specs) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (String spec : specs.split(" ", -1)) {
      if (!spec.isEmpty()) {
        fields.put(spec.replaceAll("^!|[$:].*|\\[]", ""), Field.of(spec));
      }
    }
    return Map.entry(name, fields);
  }

  /** The first thing in {@code body} that is not as a {@code kind} has it, or null. */
  static @Nullable Problem check(JsonNode body, String kind) {
    return object(body, kind, "");
  }

  private static @Nullable Problem object(JsonNode node, String kind, String path) {
    if (!node.isObject()) {
      return invalid(path, "Expected an object");
    }
    Map<String, Field> fields = KINDS.getOrDefault(kind, Map.of());
    for (Map.Entry<String, JsonNode> one : node.properties()) {
      Field field = fields.get(one.getKey());
      String at = path.isEmpty() ? one.getKey() : path + "." + one.getKey();
      Problem problem =
          field == null ? unknown(one.getKey(), path) : member(one.getValue(), field, at);
      if (problem != null) {
        return problem;
      }
    }
    for (Map.Entry<String, Field> one : fields.entrySet()) {
      if (one.getValue().required && !node.hasNonNull(one.getKey())) {
        String at = path.isEmpty() ? one.getKey() : path + "." + one.getKey();
        return invalid(at, "Member must not be null");
      }
    }
    return UNIONS.contains(kind) && node.size() != 1
        ? ConverseCheck.bad("The value at " + path + " must have exactly one member set.")
        : null;
  }

  private static @Nullable Problem member(JsonNode node, Field field, String path) {
    if (!field.list) {
      return value(node, field, path);
    }
    if (!node.isArray()) {
      return invalid(path, "Expected list or null");
    }
    for (int i = 0; i < node.size(); i++) {
      Problem problem = value(node.get(i), field, path + "." + i);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable Problem value(JsonNode node, Field field, String path) {
    if (field.text) {
      return node.isTextual() ? null : invalid(path, "Expected a string");
    }
    return field.kind.isEmpty() || field.kind.equals("any") ? null : object(node, field.kind, path);
  }

  private static Problem unknown(String name, String path) {
    String where = path.isEmpty() ? "" : " at " + path;
    return ConverseCheck.bad("The request has the unknown member '" + name + "'" + where + ".");
  }

  static Problem invalid(String path, String constraint) {
    return ConverseCheck.bad(
        "1 validation error detected: Value at '"
            + path
            + "' failed to satisfy constraint: "
            + constraint);
  }
}
