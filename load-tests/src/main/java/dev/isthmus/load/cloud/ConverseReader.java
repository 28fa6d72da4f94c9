package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.model.Ask;
import dev.isthmus.load.cloud.model.Tool;
import dev.isthmus.load.cloud.model.ToolMenu;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a Converse request that {@link ConverseCheck} found nothing wrong with. */
final class ConverseReader {

  private static final double USUAL_BUDGET = 4096;

  private final StringBuilder prompt = new StringBuilder();
  private final List<PrefixCache.Mark> prefixes = new ArrayList<>();
  private String lastUser = "";
  private boolean answersTool;
  private int images;

  private ConverseReader() {}

  /**
   * A question.
   *
   * @param prefixes the prompt up to each of its cache points
   * @param stops texts at which the answer ends
   * @param thinks whether the model is to say what it thinks
   */
  record Question(Ask ask, List<PrefixCache.Mark> prefixes, List<String> stops, boolean thinks) {}

  static Question question(JsonNode body) {
    ConverseReader reader = new ConverseReader();
    reader.tools(body.path("toolConfig").path("tools"));
    for (JsonNode block : body.path("system")) {
      reader.block(block, new StringBuilder());
    }
    for (JsonNode message : body.path("messages")) {
      reader.message(message);
    }
    JsonNode inference = body.path("inferenceConfig");
    JsonNode thinking = body.path("additionalModelRequestFields").path("thinking");
    boolean thinks = !thinking.path("type").asText("disabled").equals("disabled");
    double effort = thinks ? thinking.path("budget_tokens").asDouble(USUAL_BUDGET) : 0;
    Ask ask =
        new Ask(
            reader.prompt.toString(),
            reader.lastUser,
            reader.answersTool,
            reader.images,
            menu(body),
            schema(body),
            inference.path("maxTokens").asLong(-1),
            effort / USUAL_BUDGET);
    return new Question(ask, reader.prefixes, texts(inference.path("stopSequences")), thinks);
  }

  private void tools(JsonNode tools) {
    for (JsonNode tool : tools) {
      block(tool, new StringBuilder());
    }
  }

  private void message(JsonNode message) {
    boolean user = message.path("role").asText().equals("user");
    StringBuilder text = new StringBuilder();
    answersTool = false;
    prompt.append(message.path("role").asText()).append('\n');
    for (JsonNode block : message.path("content")) {
      block(block, text);
      answersTool |= block.has("toolResult");
    }
    lastUser = user && text.length() > 0 ? text.toString() : lastUser;
  }

  /** Adds {@code block} to the prompt, and what it says to {@code text}. */
  private void block(JsonNode block, StringBuilder text) {
    if (block.has("cachePoint")) {
      boolean hour = block.path("cachePoint").path("ttl").asText().equals("1h");
      prefixes.add(new PrefixCache.Mark(prompt.toString(), hour));
    } else if (block.has("image") || block.has("document")) {
      images++;
    } else if (block.has("text")) {
      String said = block.path("text").asText();
      text.append(said);
      prompt.append(said).append('\n');
    } else if (block.has("toolResult")) {
      for (JsonNode one : block.path("toolResult").path("content")) {
        block(one, new StringBuilder());
      }
    } else {
      prompt.append(block).append('\n');
    }
  }

  private static ToolMenu menu(JsonNode body) {
    JsonNode config = body.path("toolConfig");
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : config.path("tools")) {
      JsonNode spec = tool.path("toolSpec");
      if (spec.isObject()) {
        tools.add(new Tool(spec.path("name").asText(), spec.path("inputSchema").path("json")));
      }
    }
    JsonNode choice = config.path("toolChoice");
    JsonNode extra = body.path("additionalModelRequestFields").path("tool_choice");
    boolean parallel = !extra.path("disable_parallel_tool_use").asBoolean();
    return new ToolMenu(
        tools,
        choice(choice, tools.isEmpty()),
        choice.path("tool").path("name").asText(null),
        parallel);
  }

  private static ToolMenu.Choice choice(JsonNode choice, boolean none) {
    if (none) {
      return ToolMenu.Choice.NONE;
    }
    if (choice.has("tool")) {
      return ToolMenu.Choice.NAMED;
    }
    return choice.has("any") ? ToolMenu.Choice.REQUIRED : ToolMenu.Choice.AUTO;
  }

  private static @Nullable JsonNode schema(JsonNode body) {
    JsonNode schema = body.at("/outputConfig/textFormat/structure/jsonSchema/schema");
    return schema.isTextual() ? parse(schema.asText()) : null;
  }

  /** The document in {@code text}, or null if it is none. */
  static @Nullable JsonNode parse(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
