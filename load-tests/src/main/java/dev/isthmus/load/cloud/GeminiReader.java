package dev.isthmus.load.cloud;

import static dev.isthmus.load.cloud.GeminiFields.get;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.model.Ask;
import dev.isthmus.load.cloud.model.Tool;
import dev.isthmus.load.cloud.model.ToolMenu;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a generateContent request that {@link GeminiCheck} found nothing wrong with. */
final class GeminiReader {

  private static final double USUAL_BUDGET = 8192;
  private static final Set<String> DATA =
      Set.of(
          "text",
          "inlineData",
          "fileData",
          "functionCall",
          "functionResponse",
          "executableCode",
          "codeExecutionResult");

  private GeminiReader() {}

  static Ask ask(JsonNode body) {
    StringBuilder prompt = new StringBuilder();
    render(get(body, "systemInstruction"), prompt);
    String lastUser = "";
    boolean answersTool = false;
    int images = 0;
    for (JsonNode content : body.path("contents")) {
      render(content, prompt);
      answersTool = has(content, "functionResponse");
      String text = text(content);
      boolean user = !content.path("role").asText("user").equals("model");
      lastUser = user && !text.isEmpty() ? text : lastUser;
      for (JsonNode part : content.path("parts")) {
        images += get(part, "inlineData").isObject() || get(part, "fileData").isObject() ? 1 : 0;
      }
    }
    prompt.append(body.has("tools") ? body.path("tools").toString() : "");
    JsonNode generation = get(body, "generationConfig");
    long most = get(generation, "maxOutputTokens").asLong(-1);
    return new Ask(
        prompt.toString(),
        lastUser,
        answersTool,
        images,
        menu(body),
        schema(generation),
        most,
        effort(get(generation, "thinkingConfig")));
  }

  /** Whether a part of {@code content} is a {@code name}. */
  static boolean has(JsonNode content, String name) {
    return count(content, name) > 0;
  }

  /** How many parts of {@code content} are a {@code name}. */
  static int count(JsonNode content, String name) {
    int count = 0;
    for (JsonNode part : content.path("parts")) {
      count += get(part, name).isMissingNode() ? 0 : 1;
    }
    return count;
  }

  /** How many data members {@code part} has; a sound one has exactly one. */
  static long members(JsonNode part) {
    return DATA.stream().filter(name -> !get(part, name).isMissingNode()).count();
  }

  private static String text(JsonNode content) {
    StringBuilder text = new StringBuilder();
    content.path("parts").forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }

  private static void render(JsonNode content, StringBuilder prompt) {
    prompt.append(content.path("role").asText("")).append('\n').append(text(content)).append('\n');
    for (JsonNode part : content.path("parts")) {
      prompt.append(part.path("functionCall").path("args").toString());
      prompt.append(part.path("functionResponse").path("response").toString());
    }
  }

  private static ToolMenu menu(JsonNode body) {
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      for (JsonNode declaration : get(tool, "functionDeclarations")) {
        JsonNode schema = get(declaration, "parametersJsonSchema");
        JsonNode parameters = schema.isMissingNode() ? declaration.path("parameters") : schema;
        tools.add(new Tool(declaration.path("name").asText(), parameters));
      }
    }
    JsonNode calling = get(get(body, "toolConfig"), "functionCallingConfig");
    JsonNode allowed = get(calling, "allowedFunctionNames");
    String mode = tools.isEmpty() ? "NONE" : calling.path("mode").asText("AUTO");
    ToolMenu.Choice choice =
        switch (mode.toUpperCase(Locale.ROOT)) {
          case "NONE" -> ToolMenu.Choice.NONE;
          case "ANY" -> allowed.size() == 1 ? ToolMenu.Choice.NAMED : ToolMenu.Choice.REQUIRED;
          default -> ToolMenu.Choice.AUTO;
        };
    return new ToolMenu(tools, choice, allowed.path(0).asText(null), true);
  }

  private static @Nullable JsonNode schema(JsonNode generation) {
    if (!get(generation, "responseMimeType").asText().equals("application/json")) {
      return null;
    }
    JsonNode json = get(generation, "responseJsonSchema");
    JsonNode open = get(generation, "responseSchema");
    return json.isObject() ? json : open.isObject() ? open : ChatReader.anyObject();
  }

  private static double effort(JsonNode thinking) {
    JsonNode budget = get(thinking, "thinkingBudget");
    if (budget.isNumber() && budget.asInt() >= 0) {
      return budget.asInt() / USUAL_BUDGET;
    }
    return switch (get(thinking, "thinkingLevel").asText("HIGH").toUpperCase(Locale.ROOT)) {
      case "MINIMAL" -> 0.1;
      case "LOW" -> 0.3;
      case "MEDIUM" -> 0.6;
      default -> 1;
    };
  }
}
