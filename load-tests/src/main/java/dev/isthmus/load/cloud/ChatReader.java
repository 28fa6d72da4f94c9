package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.model.Ask;
import dev.isthmus.load.cloud.model.Tool;
import dev.isthmus.load.cloud.model.ToolMenu;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an OpenAI chat request as strictly as OpenAI's own server does. */
final class ChatReader {

  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");
  private static final Map<String, Double> EFFORT =
      Map.of(
          "none", 0.0, "minimal", 0.1, "low", 0.3, "medium", 1.0, "high", 2.0, "xhigh", 3.0, "max",
          4.0);
  private static final int MOST_CHOICES = 128;
  private static final int MOST_TOOLS = 128;

  private ChatReader() {}

  /** What is wrong with {@code body}, or null. */
  static @Nullable Problem check(JsonNode body) {
    Problem problem = options(body);
    if (problem == null) {
      problem = tools(body);
    }
    return problem == null ? messages(body.path("messages")) : problem;
  }

  /** The question in a body that {@link #check} found nothing wrong with. */
  static Ask ask(JsonNode body) {
    StringBuilder prompt = new StringBuilder();
    String lastUser = "";
    String lastRole = "";
    int images = 0;
    for (JsonNode message : body.path("messages")) {
      lastRole = message.path("role").asText();
      String text = text(message.path("content"));
      images += images(message.path("content"));
      lastUser = lastRole.equals("user") ? text : lastUser;
      prompt.append(lastRole).append('\n').append(text).append('\n');
      for (JsonNode call : message.path("tool_calls")) {
        prompt.append(call.path("function")).append('\n');
      }
    }
    prompt.append(body.has("tools") ? body.path("tools").toString() : "");
    boolean answersTool = lastRole.equals("tool") || lastRole.equals("function");
    return new Ask(
        prompt.toString(),
        lastUser,
        answersTool,
        images,
        menu(body),
        schema(body.path("response_format")),
        mostTokens(body),
        effort(body.path("reasoning_effort")));
  }

  static double effort(JsonNode node) {
    return EFFORT.getOrDefault(node.asText("medium"), 1.0);
  }

  /** Text of a message's content, whether a string or parts. */
  static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      text.append(part.path("text").asText(part.path("refusal").asText("")));
    }
    return text.toString();
  }

  static int images(JsonNode content) {
    int images = 0;
    if (content.isArray()) {
      for (JsonNode part : content) {
        String type = part.path("type").asText();
        images += type.equals("image_url") || type.equals("input_image") ? 1 : 0;
      }
    }
    return images;
  }

  private static ToolMenu menu(JsonNode body) {
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      JsonNode function = tool.path("function");
      tools.add(new Tool(function.path("name").asText(), function.path("parameters")));
    }
    JsonNode choice = body.path("tool_choice");
    String named = choice.path("function").path("name").asText(null);
    boolean parallel = body.path("parallel_tool_calls").asBoolean(true);
    return new ToolMenu(tools, choice(choice, tools.isEmpty()), named, parallel);
  }

  static ToolMenu.Choice choice(JsonNode choice, boolean noTools) {
    if (noTools) {
      return ToolMenu.Choice.NONE;
    }
    if (choice.isObject()) {
      return ToolMenu.Choice.NAMED;
    }
    return switch (choice.asText("auto")) {
      case "none" -> ToolMenu.Choice.NONE;
      case "required" -> ToolMenu.Choice.REQUIRED;
      default -> ToolMenu.Choice.AUTO;
    };
  }

  private static @Nullable JsonNode schema(JsonNode format) {
    return switch (format.path("type").asText()) {
      case "json_schema" -> format.path("json_schema").path("schema");
      case "json_object" -> anyObject();
      default -> null;
    };
  }

  static JsonNode anyObject() {
    JsonNode answer = Json.object().put("type", "string");
    return Json.object()
        .put("type", "object")
        .set("properties", Json.object().set("answer", answer));
  }

  private static long mostTokens(JsonNode body) {
    JsonNode most = body.path("max_completion_tokens");
    return most.isNumber() ? most.asLong() : body.path("max_tokens").asLong(-1);
  }

  private static @Nullable Problem options(JsonNode body) {
    if (body.hasNonNull("stream_options") && !body.path("stream").asBoolean()) {
      return Problem.value(
          "stream_options",
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    }
    if (body.path("top_logprobs").asInt() > 0 && !body.path("logprobs").asBoolean()) {
      return Problem.value(
          "top_logprobs", "'top_logprobs' is only allowed when 'logprobs' is enabled.");
    }
    for (String name : List.of("max_tokens", "max_completion_tokens", "n")) {
      JsonNode value = body.path(name);
      if (!value.isMissingNode() && !value.isNull() && !(value.isInt() && value.asInt() >= 1)) {
        return Problem.value(name, "Invalid '" + name + "': integer above 0 expected.");
      }
    }
    if (body.path("n").asInt(1) > MOST_CHOICES) {
      return Problem.value("n", "Invalid 'n': expected a value <= " + MOST_CHOICES + ".");
    }
    return range(body, "temperature", 2)
        ? range(body, "top_p", 1) ? null : outside("top_p")
        : outside("temperature");
  }

  private static boolean range(JsonNode body, String name, double most) {
    JsonNode value = body.path(name);
    return value.isMissingNode()
        || value.isNull()
        || (value.isNumber() && value.asDouble() >= 0 && value.asDouble() <= most);
  }

  private static Problem outside(String name) {
    return Problem.value(name, "Invalid '" + name + "': number outside its range.");
  }

  private static @Nullable Problem tools(JsonNode body) {
    JsonNode tools = body.path("tools");
    if (tools.isEmpty()) {
      return body.has("parallel_tool_calls")
          ? Problem.value(
              "parallel_tool_calls",
              "'parallel_tool_calls' is only allowed when 'tools' are specified.")
          : body.path("tool_choice").isObject()
                  || body.path("tool_choice").asText().equals("required")
              ? Problem.value(
                  "tool_choice", "'tool_choice' is only allowed when 'tools' are specified.")
              : null;
    }
    if (tools.size() > MOST_TOOLS) {
      return Problem.value("tools", "Invalid 'tools': array too long.");
    }
    for (JsonNode tool : tools) {
      if (!tool.path("type").asText().equals("function")
          || !tool.path("function").path("name").isTextual()) {
        return Problem.value("tools", "Invalid 'tools': each needs type 'function' and a name.");
      }
    }
    return null;
  }

  private static @Nullable Problem messages(JsonNode messages) {
    if (!messages.isArray() || messages.isEmpty()) {
      return Problem.request("", "Invalid 'messages': a non-empty array is expected.", "messages");
    }
    Set<String> unanswered = new HashSet<>();
    for (JsonNode message : messages) {
      String role = message.path("role").asText();
      if (!ROLES.contains(role)) {
        return Problem.value("messages", "Invalid value: '" + role + "' for 'role'.");
      }
      Problem problem =
          role.equals("tool") ? answers(message, unanswered) : opens(message, unanswered);
      if (problem != null) {
        return problem;
      }
    }
    return unanswered.isEmpty() ? null : leftOver();
  }

  private static @Nullable Problem answers(JsonNode message, Set<String> unanswered) {
    return unanswered.remove(message.path("tool_call_id").asText())
        ? null
        : Problem.value(
            "messages",
            "Messages with role 'tool' must be a response to a preceding message with"
                + " 'tool_calls'.");
  }

  private static @Nullable Problem opens(JsonNode message, Set<String> unanswered) {
    if (!unanswered.isEmpty()) {
      return leftOver();
    }
    for (JsonNode call : message.path("tool_calls")) {
      if (!call.path("function").path("arguments").isTextual()) {
        return Problem.value("messages", "Invalid 'tool_calls': arguments must be a string.");
      }
      unanswered.add(call.path("id").asText());
    }
    JsonNode content = message.path("content");
    boolean full = content.isTextual() || (content.isArray() && !content.isEmpty());
    return full || message.path("tool_calls").size() > 0
        ? null
        : Problem.value("messages", "Invalid 'content': string or array of parts expected.");
  }

  private static Problem leftOver() {
    return Problem.value(
        "messages",
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
            + " 'tool_call_id'.");
  }
}
