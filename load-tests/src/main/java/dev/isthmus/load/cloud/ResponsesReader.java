package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.model.Ask;
import dev.isthmus.load.cloud.model.Tool;
import dev.isthmus.load.cloud.model.ToolMenu;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a request of the Responses API. */
final class ResponsesReader {

  private static final Set<String> FIELDS =
      Set.of(
          "model",
          "input",
          "instructions",
          "max_output_tokens",
          "max_tool_calls",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "text",
          "reasoning",
          "previous_response_id",
          "conversation",
          "store",
          "background",
          "include",
          "truncation",
          "stream",
          "stream_options",
          "prompt",
          "context_management",
          "temperature",
          "top_p",
          "top_logprobs",
          "user",
          "metadata",
          "service_tier",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "prompt_cache_options");

  private static final Set<String> COUNTED =
      Set.of(
          "model",
          "input",
          "instructions",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "text",
          "reasoning",
          "previous_response_id",
          "conversation",
          "truncation");

  private static final int LEAST_OUTPUT = 16;

  private ResponsesReader() {}

  /** What of {@code body} is no part of a question how long it is, or null. */
  static @Nullable Problem countable(JsonNode body) {
    for (String name : (Iterable<String>) body::fieldNames) {
      if (!COUNTED.contains(name)) {
        return Problem.request("unknown_parameter", "Unknown parameter: '" + name + "'.", name);
      }
    }
    return null;
  }

  static @Nullable Problem check(JsonNode body) {
    for (String name : (Iterable<String>) body::fieldNames) {
      if (!FIELDS.contains(name)) {
        return Problem.request("unknown_parameter", "Unknown parameter: '" + name + "'.", name);
      }
    }
    JsonNode input = body.path("input");
    if (!(input.isTextual() || (input.isArray() && !input.isEmpty()))) {
      return Problem.request(
          "missing_required_parameter", "Missing required parameter: 'input'.", "input");
    }
    JsonNode most = body.path("max_output_tokens");
    return most.isNumber() && most.asLong() < LEAST_OUTPUT
        ? Problem.value("max_output_tokens", "Invalid 'max_output_tokens': expected a value >= 16.")
        : null;
  }

  static Problem unknownPrevious(String id) {
    String message = "Previous response with id '" + id + "' not found.";
    return Problem.request("previous_response_not_found", message, "previous_response_id");
  }

  /**
   * What {@code body} asks.
   *
   * @param history what was said before it
   */
  static Ask ask(JsonNode body, String history) {
    StringBuilder prompt = new StringBuilder(history);
    prompt.append(body.path("instructions").asText("")).append('\n');
    String lastUser = "";
    boolean answersTool = false;
    int images = 0;
    JsonNode input = body.path("input");
    if (input.isTextual()) {
      lastUser = input.asText();
      prompt.append(lastUser);
    }
    for (JsonNode item : input.isArray() ? input : Json.array()) {
      String text = ChatReader.text(item.path("content"));
      images += ChatReader.images(item.path("content"));
      answersTool = item.path("type").asText().equals("function_call_output");
      lastUser = item.path("role").asText().equals("user") ? text : lastUser;
      prompt
          .append(text)
          .append(item.path("arguments").asText(""))
          .append(item.path("output").asText(""))
          .append('\n');
    }
    prompt.append(body.has("tools") ? body.path("tools").toString() : "");
    long most = body.path("max_output_tokens").asLong(-1);
    double effort = ChatReader.effort(body.path("reasoning").path("effort"));
    return new Ask(
        prompt.toString(), lastUser, answersTool, images, menu(body), schema(body), most, effort);
  }

  private static ToolMenu menu(JsonNode body) {
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      if (tool.path("type").asText().equals("function")) {
        tools.add(new Tool(tool.path("name").asText(), tool.path("parameters")));
      }
    }
    JsonNode choice = body.path("tool_choice");
    return new ToolMenu(
        tools,
        ChatReader.choice(choice, tools.isEmpty()),
        choice.path("name").asText(null),
        body.path("parallel_tool_calls").asBoolean(true));
  }

  private static @Nullable JsonNode schema(JsonNode body) {
    JsonNode format = body.path("text").path("format");
    return switch (format.path("type").asText()) {
      case "json_schema" -> format.path("schema");
      case "json_object" -> ChatReader.anyObject();
      default -> null;
    };
  }
}
