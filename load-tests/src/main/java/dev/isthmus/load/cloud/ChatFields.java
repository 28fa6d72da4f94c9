package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields a chat request may have, and from which of Azure's dated versions on.
 *
 * <p>Source: the protocol sheets; versions are compared by their date.
 */
final class ChatFields {

  private static final Set<String> ALWAYS =
      Set.of(
          "messages",
          "model",
          "max_tokens",
          "temperature",
          "top_p",
          "frequency_penalty",
          "presence_penalty",
          "n",
          "stop",
          "logprobs",
          "top_logprobs",
          "logit_bias",
          "seed",
          "stream",
          "tools",
          "tool_choice",
          "response_format",
          "user",
          "functions",
          "function_call",
          "data_sources");

  private static final Map<String, String> SINCE =
      Map.ofEntries(
          Map.entry("stream_options", "2024-09-01"),
          Map.entry("parallel_tool_calls", "2024-09-01"),
          Map.entry("max_completion_tokens", "2024-09-01"),
          Map.entry("store", "2024-12-01"),
          Map.entry("metadata", "2024-12-01"),
          Map.entry("reasoning_effort", "2024-12-01"),
          Map.entry("prediction", "2025-01-01"),
          Map.entry("modalities", "2025-01-01"),
          Map.entry("audio", "2025-01-01"),
          Map.entry("user_security_context", "2025-01-01"));

  private static final Set<String> NEWEST =
      Set.of(
          "service_tier",
          "verbosity",
          "web_search_options",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "prompt_cache_options",
          "moderation");

  private static final String STRUCTURED_SINCE = "2024-08-01";
  private static final int DATE = "2024-08-01".length();

  private ChatFields() {}

  /**
   * What {@code body} has that version {@code apiVersion} does not know; null for the v1 surface.
   */
  static @Nullable Problem unknown(JsonNode body, @Nullable String apiVersion) {
    List<String> unknown = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!knows(field.getKey(), apiVersion)) {
        unknown.add(field.getKey());
      }
    }
    boolean structured = body.path("response_format").path("type").asText().equals("json_schema");
    if (structured && older(apiVersion, STRUCTURED_SINCE)) {
      return Problem.value(
          "response_format",
          "response_format value as json_schema is enabled only for api versions"
              + " 2024-08-01-preview and later");
    }
    return unknown.isEmpty() ? null : unrecognized(unknown);
  }

  static Problem unrecognized(List<String> names) {
    String message =
        "Unrecognized request argument"
            + (names.size() > 1 ? "s" : "")
            + " supplied: "
            + String.join(", ", names);
    return new Problem(400, "", message, "invalid_request_error", null);
  }

  private static boolean knows(String name, @Nullable String apiVersion) {
    String since = SINCE.get(name);
    return ALWAYS.contains(name)
        || (since != null && !older(apiVersion, since))
        || (apiVersion == null && NEWEST.contains(name));
  }

  private static boolean older(@Nullable String apiVersion, String date) {
    return apiVersion != null && apiVersion.substring(0, DATE).compareTo(date) < 0;
  }
}
