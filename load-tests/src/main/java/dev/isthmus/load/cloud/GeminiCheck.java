package dev.isthmus.load.cloud;

import static dev.isthmus.load.cloud.GeminiFields.get;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What generateContent refuses, beyond fields it does not know. */
final class GeminiCheck {

  private static final String SKIP = signature("skip_thought_signature_validator");
  private static final Set<String> COUNTED =
      Set.of("contents", "systemInstruction", "tools", "generationConfig");
  private static final Set<String> ROLES = Set.of("user", "model");

  private GeminiCheck() {}

  /** What of {@code body} is known to generateContent and not to countTokens, or null. */
  static @Nullable Problem countable(JsonNode body) {
    for (String name : (Iterable<String>) body::fieldNames) {
      boolean known =
          COUNTED.stream().anyMatch(one -> !get(Json.object().put(name, 1), one).isMissingNode());
      if (!known) {
        return bad(
            "Invalid JSON payload received. Unknown name \"" + name + "\": Cannot find field.");
      }
    }
    return null;
  }

  /** What is wrong with {@code body} for {@code model}, or null. */
  static @Nullable Problem check(JsonNode body, String model) {
    Problem problem = GeminiFields.unknown(body);
    if (problem == null) {
      problem = generation(get(body, "generationConfig"));
    }
    if (problem == null) {
      problem = calling(body);
    }
    if (problem == null) {
      problem = contents(body.path("contents"));
    }
    return problem == null ? signatures(body.path("contents"), model) : problem;
  }

  /** Whether a model wants its thought signatures back. */
  static boolean signs(String model) {
    return model.startsWith("gemini-3");
  }

  /** The signature that {@code model} puts on the first call of a turn. */
  static String signatureOf(String model) {
    return signature("signed-by-" + model);
  }

  private static String signature(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static @Nullable Problem generation(JsonNode generation) {
    JsonNode thinking = get(generation, "thinkingConfig");
    if (!get(thinking, "thinkingBudget").isMissingNode()
        && !get(thinking, "thinkingLevel").isMissingNode()) {
      return bad("You can only set only one of thinking budget and thinking level.");
    }
    JsonNode seed = generation.path("seed");
    if (!seed.isMissingNode() && !seed.isInt()) {
      return bad("Invalid value at 'generation_config.seed' (TYPE_INT32), " + seed);
    }
    boolean shaped =
        get(generation, "responseSchema").isObject()
            || get(generation, "responseJsonSchema").isObject();
    if (shaped && !get(generation, "responseMimeType").asText().equals("application/json")) {
      return bad("response_schema requires response_mime_type 'application/json'.");
    }
    return generation.has("maxOutputTokens") && generation.path("maxOutputTokens").asLong() < 1
        ? bad("max_output_tokens must be positive.")
        : null;
  }

  private static @Nullable Problem calling(JsonNode body) {
    JsonNode calling = get(get(body, "toolConfig"), "functionCallingConfig");
    String mode = calling.path("mode").asText("");
    boolean named = !get(calling, "allowedFunctionNames").isEmpty();
    return named && !mode.equals("ANY") && !mode.equals("VALIDATED")
        ? bad(
            "Function calling config is set without function_calling_config.mode ANY or VALIDATED.")
        : null;
  }

  private static @Nullable Problem contents(JsonNode contents) {
    if (!contents.isArray() || contents.isEmpty()) {
      return bad("at least one contents field is required");
    }
    int expected = 0;
    for (JsonNode content : contents) {
      String role = content.path("role").asText("user");
      Problem problem =
          ROLES.contains(role) ? parts(content) : bad("Please use a valid role: user, model.");
      if (problem != null) {
        return problem;
      }
      int responses = GeminiReader.count(content, "functionResponse");
      if (responses != expected) {
        return bad(
            "Please ensure that the number of function response parts is equal to the number of"
                + " function call parts of the function call turn.");
      }
      expected = role.equals("model") ? GeminiReader.count(content, "functionCall") : 0;
    }
    String last = contents.path(contents.size() - 1).path("role").asText("user");
    return last.equals("model")
        ? bad("Please ensure that multiturn requests end with a user role or a function response.")
        : null;
  }

  private static @Nullable Problem parts(JsonNode content) {
    JsonNode parts = content.path("parts");
    if (!parts.isArray() || parts.isEmpty()) {
      return bad("Unable to submit request because it must include at least one parts field.");
    }
    for (JsonNode part : parts) {
      if (GeminiReader.members(part) != 1) {
        return bad("Unable to submit request because a part must have exactly one data field.");
      }
      JsonNode response = get(part, "functionResponse");
      JsonNode file = get(part, "fileData");
      if (response.isObject() && !response.path("response").isObject()) {
        return bad("Invalid value at 'contents.parts.function_response.response'.");
      }
      if (file.isObject() && get(file, "mimeType").asText().isEmpty()) {
        return bad("Unable to submit request because it must have a mimeType parameter.");
      }
    }
    return null;
  }

  /**
   * In the turn that is going on, the first call of each model content must carry its signature.
   */
  private static @Nullable Problem signatures(JsonNode contents, String model) {
    if (!signs(model)) {
      return null;
    }
    for (int i = turnStart(contents); i < contents.size(); i++) {
      for (JsonNode part : contents.get(i).path("parts")) {
        if (get(part, "functionCall").isObject()) {
          Problem problem = signature(part, model);
          if (problem != null) {
            return problem;
          }
          break;
        }
      }
    }
    return null;
  }

  private static @Nullable Problem signature(JsonNode part, String model) {
    String signature = get(part, "thoughtSignature").asText("");
    if (signature.isEmpty()) {
      return bad("Function call is missing a thought_signature in functionCall parts.");
    }
    boolean sound = signature.equals(SKIP) || signature.equals(signatureOf(model));
    return sound ? null : bad("Corrupted thought signature.");
  }

  private static int turnStart(JsonNode contents) {
    int start = 0;
    for (int i = 0; i < contents.size(); i++) {
      JsonNode content = contents.get(i);
      boolean user = content.path("role").asText("user").equals("user");
      start = user && !GeminiReader.has(content, "functionResponse") ? i : start;
    }
    return start;
  }

  private static Problem bad(String message) {
    return Problem.request("400", message, null);
  }
}
