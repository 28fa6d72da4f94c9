package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the Messages API refuses, beyond fields it does not know and turns that do not fit. */
final class ClaudeCheck {

  private static final int LEAST_BUDGET = 1024;
  private static final int MOST_MARKS = 4;
  private static final List<String> SAMPLING = List.of("temperature", "top_p", "top_k");
  private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");
  private static final Set<String> TIERS = Set.of("auto", "standard_only");
  private static final Set<String> TTLS = Set.of("5m", "1h");
  private static final Set<String> FORCED = Set.of("any", "tool");

  /** What a count of tokens takes. */
  private static final Set<String> COUNTED =
      Set.of(
          "model",
          "messages",
          "system",
          "tools",
          "tool_choice",
          "thinking",
          "output_config",
          "cache_control",
          "speed");

  private ClaudeCheck() {}

  /** What is wrong with the request {@code body}, or null; {@code seal} knows its thoughts. */
  static @Nullable Problem check(JsonNode body, ClaudeSeal seal) {
    Problem problem = required(body, List.of("max_tokens", "messages", "model"));
    if (problem == null) {
      problem = ClaudeFields.unknown(body);
    }
    if (problem == null) {
      problem = numbers(body);
    }
    return problem == null ? inside(body, seal) : problem;
  }

  /** The same for a count of tokens, which has nothing that concerns the answer. */
  static @Nullable Problem count(JsonNode body, ClaudeSeal seal) {
    for (var field : body.properties()) {
      if (!COUNTED.contains(field.getKey())) {
        return bad(field.getKey() + ": Extra inputs are not permitted");
      }
    }
    Problem problem = required(body, List.of("messages", "model"));
    if (problem == null) {
      problem = ClaudeFields.unknown(body);
    }
    return problem == null ? inside(body, seal) : problem;
  }

  /** The first of the sampling parameters, which {@code by} does not take, or null. */
  static @Nullable Problem sampling(JsonNode body, String by) {
    for (String name : SAMPLING) {
      if (body.hasNonNull(name)) {
        return bad("`" + name + "` is not supported by " + by + ".");
      }
    }
    return null;
  }

  static Problem bad(String message) {
    return Problem.request("", message, null);
  }

  private static @Nullable Problem required(JsonNode body, List<String> names) {
    for (String name : names) {
      if (!body.hasNonNull(name)) {
        return bad(name + ": Field required");
      }
    }
    return body.path("model").isTextual() ? null : bad("model: Input should be a valid string");
  }

  private static @Nullable Problem inside(JsonNode body, ClaudeSeal seal) {
    Problem problem = system(body.path("system"));
    if (problem == null) {
      problem = output(body.path("output_config"));
    }
    if (problem == null) {
      problem = thinking(body);
    }
    if (problem == null) {
      problem = marks(body);
    }
    if (problem == null) {
      problem = ClaudeTools.check(body);
    }
    boolean thinks = body.path("thinking").path("type").asText().equals("enabled");
    return problem == null ? new ClaudeTurns(body.path("messages"), seal, thinks).check() : problem;
  }

  private static @Nullable Problem numbers(JsonNode body) {
    JsonNode most = body.path("max_tokens");
    if (!most.isInt() || most.asInt() < 1) {
      return bad("max_tokens: Input should be a valid integer greater than or equal to 1");
    }
    for (String name : List.of("temperature", "top_p")) {
      JsonNode value = body.path(name);
      if (body.hasNonNull(name)
          && !(value.isNumber() && value.asDouble() >= 0 && value.asDouble() <= 1)) {
        return bad(name + ": range: 0..1");
      }
    }
    JsonNode topK = body.path("top_k");
    if (body.hasNonNull("top_k") && !(topK.isInt() && topK.asInt() >= 0)) {
      return bad("top_k: Input should be a valid integer greater than or equal to 0");
    }
    if (body.hasNonNull("stream") && !body.path("stream").isBoolean()) {
      return bad("stream: Input should be a valid boolean");
    }
    if (body.hasNonNull("service_tier") && !TIERS.contains(body.path("service_tier").asText())) {
      return bad("service_tier: Input should be 'auto' or 'standard_only'");
    }
    return stops(body.path("stop_sequences"));
  }

  private static @Nullable Problem stops(JsonNode stops) {
    if (stops.isMissingNode() || stops.isNull()) {
      return null;
    }
    if (!stops.isArray()) {
      return bad("stop_sequences: Input should be a valid list");
    }
    int index = 0;
    for (JsonNode stop : stops) {
      if (!stop.isTextual()) {
        return bad("stop_sequences." + index + ": Input should be a valid string");
      }
      if (stop.asText().isBlank()) {
        return bad("stop_sequences: each stop sequence must contain non-whitespace");
      }
      index++;
    }
    return null;
  }

  private static @Nullable Problem system(JsonNode system) {
    boolean known = system.isMissingNode() || system.isTextual() || system.isArray();
    if (!known) {
      return bad("system: Input should be a valid string or list");
    }
    for (JsonNode block : system) {
      if (!block.path("text").isTextual() || block.path("text").asText().isEmpty()) {
        return bad("system: text content blocks must be non-empty");
      }
    }
    return null;
  }

  private static @Nullable Problem output(JsonNode output) {
    if (output.hasNonNull("effort") && !EFFORTS.contains(output.path("effort").asText())) {
      return bad("output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
    }
    JsonNode format = output.path("format");
    return format.isObject() && !format.path("schema").isObject()
        ? bad("output_config.format.json_schema.schema: Field required")
        : null;
  }

  private static @Nullable Problem thinking(JsonNode body) {
    JsonNode thinking = body.path("thinking");
    String type = thinking.path("type").asText();
    if (!type.equals("enabled") && !type.equals("adaptive")) {
      return null;
    }
    if (type.equals("enabled")) {
      JsonNode budget = thinking.path("budget_tokens");
      if (!budget.isInt() || budget.asInt() < LEAST_BUDGET) {
        return bad(
            "thinking.enabled.budget_tokens: Input should be greater than or equal to "
                + LEAST_BUDGET);
      }
      if (body.has("max_tokens") && budget.asInt() >= body.path("max_tokens").asInt()) {
        return bad("`max_tokens` must be greater than `thinking.budget_tokens`.");
      }
    }
    if (FORCED.contains(body.path("tool_choice").path("type").asText())) {
      return bad("Thinking may not be enabled when tool_choice forces tool use.");
    }
    if (body.hasNonNull("temperature") && body.path("temperature").asDouble() != 1) {
      return bad("`temperature` may only be set to 1 when thinking is enabled.");
    }
    return body.hasNonNull("top_k") ? bad("`top_k` must be unset when thinking is enabled.") : null;
  }

  private static @Nullable Problem marks(JsonNode body) {
    List<JsonNode> marks = new ArrayList<>();
    mark(body, marks);
    body.path("tools").forEach(tool -> mark(tool, marks));
    body.path("system").forEach(block -> mark(block, marks));
    for (JsonNode message : body.path("messages")) {
      for (JsonNode block : message.path("content")) {
        mark(block, marks);
        if (block.path("type").asText().equals("tool_result")) {
          block.path("content").forEach(inner -> mark(inner, marks));
        }
      }
    }
    for (JsonNode mark : marks) {
      if (mark.hasNonNull("ttl") && !TTLS.contains(mark.path("ttl").asText())) {
        return bad("cache_control.ephemeral.ttl: Input should be '5m' or '1h'");
      }
    }
    return marks.size() > MOST_MARKS
        ? bad(
            "A maximum of 4 blocks with cache_control may be provided. Found " + marks.size() + ".")
        : null;
  }

  private static void mark(JsonNode block, List<JsonNode> marks) {
    if (block.path("cache_control").isObject()) {
      marks.add(block.path("cache_control"));
    }
  }
}
