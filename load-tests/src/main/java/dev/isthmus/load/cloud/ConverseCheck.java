package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Converse refuses, beyond members it does not know. */
final class ConverseCheck {

  private static final int MOST_STOPS = 2500;
  private static final int LEAST_BUDGET = 1024;
  private static final Set<String> EXTRA =
      Set.of(
          "top_k",
          "thinking",
          "anthropic_beta",
          "tool_choice",
          "inferenceConfig",
          "reasoning_effort",
          "reasoningConfig",
          "output_config");

  private final JsonNode body;
  private final ConverseSeal seal;

  private ConverseCheck(JsonNode body, ConverseSeal seal) {
    this.body = body;
    this.seal = seal;
  }

  /** What is wrong with {@code body}, which is of {@code kind}, or null. */
  static @Nullable Problem check(JsonNode body, String kind, ConverseSeal seal) {
    Problem problem = ConverseFields.check(body, kind);
    return problem == null ? new ConverseCheck(body, seal).all() : problem;
  }

  private @Nullable Problem all() {
    Problem problem = inference(body.path("inferenceConfig"));
    if (problem == null) {
      problem = system(body.path("system"));
    }
    if (problem == null) {
      problem = ConverseTools.check(body.path("toolConfig"));
    }
    if (problem == null) {
      problem = format(body.path("outputConfig").path("textFormat"));
    }
    if (problem == null) {
      problem = messages();
    }
    return problem == null ? extra(body.path("additionalModelRequestFields")) : problem;
  }

  private static @Nullable Problem inference(JsonNode inference) {
    JsonNode most = inference.path("maxTokens");
    if (inference.has("maxTokens") && !(most.isInt() && most.asInt() >= 1)) {
      return atLeastOne("inferenceConfig.maxTokens");
    }
    for (String name : List.of("temperature", "topP")) {
      JsonNode value = inference.path(name);
      boolean sound = value.isNumber() && value.asDouble() >= 0 && value.asDouble() <= 1;
      if (inference.has(name) && !sound) {
        return ConverseFields.invalid(
            "inferenceConfig." + name, "Member must have value between 0 and 1");
      }
    }
    JsonNode stops = inference.path("stopSequences");
    if (stops.size() > MOST_STOPS) {
      return ConverseFields.invalid(
          "inferenceConfig.stopSequences", "Member must have length less than or equal to 2500");
    }
    for (JsonNode stop : stops) {
      if (stop.asText().isEmpty()) {
        return ConverseFields.invalid(
            "inferenceConfig.stopSequences", "Member must have length greater than or equal to 1");
      }
    }
    return null;
  }

  private static Problem atLeastOne(String path) {
    return ConverseFields.invalid(path, "Member must have value greater than or equal to 1");
  }

  private static @Nullable Problem system(JsonNode system) {
    for (int i = 0; i < system.size(); i++) {
      JsonNode one = system.get(i);
      if (one.has("text") && one.path("text").asText().isBlank()) {
        return bad("The text field in the SystemContentBlock object at system." + i + " is blank.");
      }
      Problem problem = ConverseBlocks.cachePoint(one.path("cachePoint"), "system." + i);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable Problem format(JsonNode format) {
    if (format.isMissingNode()) {
      return null;
    }
    if (!format.path("type").asText().equals("json_schema")) {
      return ConverseFields.invalid(
          "outputConfig.textFormat.type", "Member must satisfy enum value set: [json_schema]");
    }
    String schema = format.path("structure").path("jsonSchema").path("schema").asText();
    JsonNode parsed = ConverseReader.parse(schema);
    return parsed == null || !parsed.isObject()
        ? bad("The JSON schema at outputConfig.textFormat.structure.jsonSchema.schema is invalid.")
        : null;
  }

  private @Nullable Problem messages() {
    JsonNode messages = body.path("messages");
    if (messages.isEmpty() || !messages.path(0).path("role").asText().equals("user")) {
      return bad(
          "A conversation must start with a user message. Try again with a conversation that"
              + " starts with a user message.");
    }
    boolean tools = false;
    List<String> open = List.of();
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      Problem problem = message(message, i);
      if (problem == null) {
        problem = answers(ids(message, "toolResult"), open, i);
      }
      if (problem != null) {
        return problem;
      }
      open = ids(message, "toolUse");
      tools |= !open.isEmpty() || !ids(message, "toolResult").isEmpty();
    }
    if (!open.isEmpty()) {
      return unanswered(open, messages.size());
    }
    return tools && !body.has("toolConfig")
        ? bad(
            "The toolConfig field must be defined when using toolUse and toolResult content"
                + " blocks.")
        : null;
  }

  private @Nullable Problem message(JsonNode message, int index) {
    String role = message.path("role").asText();
    if (role.equals("system")) {
      return bad("This model doesn't support system messages within a conversation.");
    }
    if (!role.equals("user") && !role.equals("assistant")) {
      return ConverseFields.invalid(
          "messages." + index + ".role", "Member must satisfy enum value set: [user, assistant]");
    }
    if (!role.equals(index % 2 == 0 ? "user" : "assistant")) {
      return bad(
          "A conversation must alternate between user and assistant roles. Make sure the"
              + " conversation alternates between user and assistant roles and try again.");
    }
    return ConverseBlocks.check(message, "messages." + index, seal);
  }

  private static List<String> ids(JsonNode message, String member) {
    List<String> ids = new ArrayList<>();
    for (JsonNode block : message.path("content")) {
      if (block.has(member)) {
        ids.add(block.path(member).path("toolUseId").asText());
      }
    }
    return ids;
  }

  private static @Nullable Problem answers(List<String> results, List<String> uses, int index) {
    List<String> missing = uses.stream().filter(id -> !results.contains(id)).toList();
    if (!missing.isEmpty()) {
      return unanswered(missing, index);
    }
    return results.size() > uses.size()
        ? bad(
            "The number of toolResult blocks at messages."
                + index
                + ".content exceeds the number of toolUse blocks of previous turn.")
        : null;
  }

  private static Problem unanswered(List<String> ids, int index) {
    return bad(
        "Expected toolResult blocks at messages."
            + index
            + ".content for the following Ids: "
            + String.join(", ", ids));
  }

  private @Nullable Problem extra(JsonNode extra) {
    for (var field : extra.properties()) {
      if (!EXTRA.contains(field.getKey())) {
        return InvokeReader.extraneous(field.getKey());
      }
    }
    JsonNode thinking = extra.path("thinking");
    String type = thinking.path("type").asText("disabled");
    return switch (type) {
      case "disabled" -> null;
      case "adaptive" -> thinks();
      case "enabled" -> {
        Problem problem = budget(thinking.path("budget_tokens"));
        yield problem == null ? thinks() : problem;
      }
      default -> bad("thinking.type: Input should be 'enabled', 'disabled' or 'adaptive'");
    };
  }

  private @Nullable Problem budget(JsonNode budget) {
    if (!budget.isInt() || budget.asInt() < LEAST_BUDGET) {
      return bad("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
    }
    JsonNode most = body.path("inferenceConfig").path("maxTokens");
    return most.isInt() && most.asInt() <= budget.asInt()
        ? bad("`max_tokens` must be greater than `thinking.budget_tokens`.")
        : null;
  }

  /** What a request that has the model think may not ask for besides. */
  private @Nullable Problem thinks() {
    JsonNode temperature = body.path("inferenceConfig").path("temperature");
    if (temperature.isNumber() && temperature.asDouble() != 1) {
      return bad("`temperature` may only be set to 1 when thinking is enabled.");
    }
    JsonNode choice = body.path("toolConfig").path("toolChoice");
    if (choice.has("any") || choice.has("tool")) {
      return bad("Thinking may not be enabled when tool_choice forces tool use.");
    }
    JsonNode messages = body.path("messages");
    for (int i = messages.size() - 2; i > 0 && open(messages, i); i -= 2) {
      if (!messages.get(i).path("content").path(0).has("reasoningContent")) {
        return bad(
            "messages."
                + i
                + ".content.0.type: Expected `thinking` or `redacted_thinking`, but found another"
                + " block. When `thinking` is enabled, a final `assistant` message must start with"
                + " a thinking block.");
      }
    }
    return null;
  }

  /** Whether message {@code i} called tools in the turn that is going on. */
  private static boolean open(JsonNode messages, int i) {
    return !ids(messages.get(i), "toolUse").isEmpty();
  }

  static Problem bad(String message) {
    return Problem.door(400, "ValidationException", message);
  }
}
