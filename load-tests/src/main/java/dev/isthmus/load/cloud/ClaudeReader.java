package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.model.Ask;
import dev.isthmus.load.cloud.model.PrefixCache;
import dev.isthmus.load.cloud.model.Tokens;
import dev.isthmus.load.cloud.model.Tool;
import dev.isthmus.load.cloud.model.ToolMenu;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Messages request that {@link ClaudeCheck} found nothing wrong with. One object reads one
 * request, in the order in which prefixes are cached: tools, system, messages.
 */
final class ClaudeReader {

  private static final int TOKENS_PER_IMAGE = 1500;
  private static final double USUAL_BUDGET = 8192;
  private static final double LEAST_EFFORT = 0.1;

  private final JsonNode body;
  private final StringBuilder prompt = new StringBuilder();
  private final List<PrefixCache.End> ends = new ArrayList<>();
  private long hash;
  private int images;

  private ClaudeReader(JsonNode body) {
    this.body = body;
  }

  /**
   * What a request asks.
   *
   * @param ends of its blocks
   */
  record Asked(Ask ask, List<PrefixCache.End> ends) {
    /** All tokens of the prompt, cached or not. */
    long inputTokens() {
      return ask.inputTokens(TOKENS_PER_IMAGE);
    }
  }

  static Asked read(JsonNode body) {
    return new ClaudeReader(body).read();
  }

  private Asked read() {
    for (JsonNode tool : body.path("tools")) {
      prompt.append(bare(tool)).append('\n');
      end("tool", tool);
    }
    content("system", body.path("system"));
    String lastUser = "";
    boolean answersTool = false;
    for (JsonNode message : body.path("messages")) {
      String role = message.path("role").asText();
      content(role, message.path("content"));
      String text = ChatReader.text(message.path("content"));
      lastUser = role.equals("user") && !text.isEmpty() ? text : lastUser;
      answersTool = role.equals("user") && answers(message.path("content"));
    }
    markLast();
    Ask ask =
        new Ask(
            prompt.toString(),
            lastUser,
            answersTool,
            images,
            menu(),
            schema(),
            body.path("max_tokens").asLong(-1),
            effort());
    return new Asked(ask, List.copyOf(ends));
  }

  private static boolean answers(JsonNode content) {
    return content.path(0).path("type").asText().equals("tool_result");
  }

  private void content(String role, JsonNode content) {
    if (content.isTextual()) {
      prompt.append(role).append('\n').append(content.asText()).append('\n');
      end(role, Json.object().put("type", "text").set("text", content));
    }
    if (content.isArray()) {
      prompt.append(role).append('\n');
      for (JsonNode block : content) {
        render(block);
        end(role, block);
      }
    }
  }

  private void render(JsonNode block) {
    switch (block.path("type").asText()) {
      case "image", "document" -> images++;
      case "tool_use" -> prompt.append(block.path("name").asText()).append(block.path("input"));
      case "tool_result" -> result(block.path("content"));
      default -> prompt.append(block.path("text").asText(block.path("thinking").asText("")));
    }
    prompt.append('\n');
  }

  private void result(JsonNode content) {
    if (content.isTextual()) {
      prompt.append(content.asText());
    } else {
      content.forEach(this::render);
    }
  }

  private void end(String role, JsonNode block) {
    String text = role + bare(block);
    for (int i = 0; i < text.length(); i++) {
      hash = hash * 1_000_003 + text.charAt(i);
    }
    int keep = keepSeconds(block.path("cache_control"));
    for (JsonNode inner : block.path("content")) {
      keep = Math.max(keep, keepSeconds(inner.path("cache_control")));
    }
    ends.add(new PrefixCache.End(Tokens.mix(hash), keep > 0 ? tokens() : 0, keep));
  }

  /** The tokens up to here are counted only where somebody marked the place. */
  private long tokens() {
    return Ask.ofText(prompt.toString(), 0).inputTokens(0) + (long) images * TOKENS_PER_IMAGE;
  }

  /** A mark on the whole request is one on its last block. */
  private void markLast() {
    int keep = keepSeconds(body.path("cache_control"));
    if (keep > 0 && !ends.isEmpty()) {
      PrefixCache.End last = ends.remove(ends.size() - 1);
      ends.add(new PrefixCache.End(last.hash(), tokens(), keep));
    }
  }

  private static int keepSeconds(JsonNode mark) {
    if (!mark.isObject()) {
      return 0;
    }
    return mark.path("ttl").asText("5m").equals("1h")
        ? PrefixCache.AN_HOUR
        : PrefixCache.FIVE_MINUTES;
  }

  /** {@code block} without its mark, which is no part of what is cached. */
  private static String bare(JsonNode block) {
    ObjectNode bare = block.deepCopy();
    bare.remove("cache_control");
    return bare.toString();
  }

  private ToolMenu menu() {
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      if (!ClaudeFields.dated(tool)) {
        tools.add(new Tool(tool.path("name").asText(), tool.path("input_schema")));
      }
    }
    JsonNode choice = body.path("tool_choice");
    ToolMenu.Choice how =
        tools.isEmpty()
            ? ToolMenu.Choice.NONE
            : switch (choice.path("type").asText("auto")) {
              case "none" -> ToolMenu.Choice.NONE;
              case "any" -> ToolMenu.Choice.REQUIRED;
              case "tool" -> ToolMenu.Choice.NAMED;
              default -> ToolMenu.Choice.AUTO;
            };
    boolean parallel = !choice.path("disable_parallel_tool_use").asBoolean();
    return new ToolMenu(tools, how, choice.path("name").asText(null), parallel);
  }

  private @Nullable JsonNode schema() {
    JsonNode schema = body.path("output_config").path("format").path("schema");
    return schema.isObject() ? schema : null;
  }

  private double effort() {
    JsonNode thinking = body.path("thinking");
    return switch (thinking.path("type").asText()) {
      case "enabled" ->
          Math.max(LEAST_EFFORT, thinking.path("budget_tokens").asInt() / USUAL_BUDGET);
      case "adaptive" ->
          switch (body.path("output_config").path("effort").asText("high")) {
            case "low" -> 0.3;
            case "medium" -> 0.6;
            case "xhigh" -> 2;
            case "max" -> 3;
            default -> 1;
          };
      default -> 0;
    };
  }
}
