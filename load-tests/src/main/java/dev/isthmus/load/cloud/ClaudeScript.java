package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.model.Answer;
import dev.isthmus.load.cloud.model.Finish;
import dev.isthmus.load.cloud.model.ToolCall;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes Messages answers, whole or as the events that build them. */
final class ClaudeScript implements Script {

  private final Head head;
  private final Answer answer;
  private final TokenCount tokens;

  private int block;
  private boolean open;
  private boolean thought;
  private int text;
  private int call;
  private int argument = -1;
  private int written;
  private @Nullable EventTemplate template;

  ClaudeScript(Head head, Answer answer, TokenCount tokens) {
    this.head = head;
    this.answer = answer;
    this.tokens = tokens;
  }

  /**
   * What an answer has besides its content.
   *
   * @param toolMark how the ids of its calls begin
   * @param stop the word that stopped it, if one did
   * @param wide the last usage of a stream repeats the side of the input
   */
  record Head(
      boolean stream,
      String id,
      String model,
      String toolMark,
      @Nullable Thought thought,
      @Nullable String stop,
      boolean wide) {}

  /** A thought with its signature, or one that is not shown, whose {@code text} is empty. */
  record Thought(String text, String seal, boolean redacted) {
    ObjectNode block() {
      ObjectNode block = Json.object();
      return redacted
          ? block.put("type", "redacted_thinking").put("data", seal)
          : block.put("type", "thinking").put("thinking", text).put("signature", seal);
    }
  }

  @Override
  public Framing framing() {
    return head.stream ? Framing.SSE_NAMED : Framing.WHOLE;
  }

  @Override
  public JsonNode whole() {
    ArrayNode content = Json.array();
    if (head.thought != null) {
      content.add(head.thought.block());
    }
    if (answer.text().count() > 0) {
      content.add(textBlock(answer.text().join()));
    }
    answer.calls().forEach(one -> content.add(callBlock(one, input(one))));
    ObjectNode message = message(content);
    end(message);
    return message.set("usage", thoughts(usage(tokens.output())));
  }

  private ObjectNode message(ArrayNode content) {
    ObjectNode message = Json.object().put("id", head.id).put("type", "message");
    message.put("role", "assistant").put("model", head.model).set("content", content);
    return message;
  }

  private static ObjectNode textBlock(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  private ObjectNode callBlock(ToolCall one, JsonNode input) {
    String id = head.toolMark + one.id().substring(one.id().indexOf('_') + 1);
    ObjectNode block = Json.object().put("type", "tool_use").put("id", id);
    return block.put("name", one.name()).set("input", input);
  }

  private static JsonNode input(ToolCall one) {
    JsonNode input = Json.parse(one.arguments().join().getBytes(StandardCharsets.UTF_8));
    return input == null ? Json.object() : input;
  }

  private void end(ObjectNode into) {
    Finish finish = answer.finish();
    String reason =
        switch (finish) {
          case STOP -> head.stop == null ? "end_turn" : "stop_sequence";
          case LENGTH -> head.stop == null ? "max_tokens" : "stop_sequence";
          case TOOL_CALLS -> "tool_use";
          case FILTERED, BLOCKED -> "refusal";
        };
    into.put("stop_reason", reason).put("stop_sequence", head.stop);
    if (reason.equals("refusal")) {
      ObjectNode details = Json.object().put("type", "refusal").putNull("category");
      into.set("stop_details", details.put("explanation", "The request was declined."));
    }
  }

  private ObjectNode usage(long output) {
    ObjectNode usage = Json.object();
    inputSide(usage);
    usage
        .putObject("cache_creation")
        .put("ephemeral_5m_input_tokens", tokens.cacheWrite() - tokens.hourCacheWrite())
        .put("ephemeral_1h_input_tokens", tokens.hourCacheWrite());
    return usage.put("output_tokens", output).put("service_tier", "standard");
  }

  private void inputSide(ObjectNode usage) {
    usage.put("input_tokens", tokens.input() - tokens.cached() - tokens.cacheWrite());
    usage.put("cache_creation_input_tokens", tokens.cacheWrite());
    usage.put("cache_read_input_tokens", tokens.cached());
  }

  private ObjectNode lastUsage() {
    ObjectNode usage = Json.object();
    if (head.wide) {
      inputSide(usage);
    }
    return thoughts(usage.put("output_tokens", tokens.output()));
  }

  private ObjectNode thoughts(ObjectNode usage) {
    if (tokens.reasoning() > 0) {
      usage.putObject("output_tokens_details").put("thinking_tokens", tokens.reasoning());
    }
    return usage;
  }

  @Override
  public void open(EventOut out) {
    ObjectNode message = message(Json.array());
    message.putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", usage(Math.min(1, tokens.output())));
    out.event(typed("message_start").set("message", message));
    if (head.thought != null) {
      begin(out, head.thought);
    }
    out.event(typed("ping"));
    if (head.thought != null && !head.thought.text.isEmpty()) {
      String words = head.thought.text;
      int half = words.length() / 2;
      think(out, words.substring(0, half));
      think(out, words.substring(half));
    }
  }

  private void begin(EventOut out, Thought first) {
    ObjectNode shell = first.block();
    begin(out, first.redacted ? shell : shell.put("thinking", "").put("signature", ""));
  }

  private void think(EventOut out, String part) {
    delta(out, Json.object().put("type", "thinking_delta").put("thinking", part));
  }

  private void begin(EventOut out, ObjectNode shell) {
    open = true;
    out.event(typed("content_block_start").put("index", block).set("content_block", shell));
  }

  private void delta(EventOut out, ObjectNode delta) {
    out.event(typed("content_block_delta").put("index", block).set("delta", delta));
  }

  private void finishBlock(EventOut out) {
    out.event(typed("content_block_stop").put("index", block));
    open = false;
    block++;
  }

  @Override
  public boolean step(EventOut out, int most) {
    if (head.thought != null && !thought) {
      thought = true;
      if (!head.thought.redacted) {
        delta(
            out, Json.object().put("type", "signature_delta").put("signature", head.thought.seal));
      }
      finishBlock(out);
      return true;
    }
    if (text < answer.text().count()) {
      words(out, Math.min(answer.text().count(), text + most));
      return true;
    }
    if (call < answer.calls().size()) {
      call(out, answer.calls().get(call), most);
      return true;
    }
    return false;
  }

  private void words(EventOut out, int to) {
    if (!open) {
      begin(out, textBlock(""));
    }
    if (template == null) {
      ObjectNode hole = Json.object().put("type", "text_delta").put("text", EventTemplate.HOLE);
      ObjectNode event = typed("content_block_delta").put("index", block);
      template = EventTemplate.of(event.set("delta", hole));
    }
    out.event(template, answer.text().join(text, to));
    written += to - text;
    text = to;
    if (text == answer.text().count()) {
      finishBlock(out);
    }
  }

  /** A call without arguments has one empty fragment and no other. */
  private void call(EventOut out, ToolCall now, int most) {
    int count = now.arguments().count();
    if (argument < 0) {
      begin(out, callBlock(now, Json.object()));
      fragment(out, "");
      written++;
      argument = 0;
      if (input(now).isEmpty()) {
        written += count;
        argument = count;
      }
    } else {
      int to = Math.min(count, argument + most);
      fragment(out, now.arguments().join(argument, to));
      written += to - argument;
      argument = to;
    }
    if (argument >= count) {
      finishBlock(out);
      call++;
      argument = -1;
    }
  }

  private void fragment(EventOut out, String json) {
    delta(out, Json.object().put("type", "input_json_delta").put("partial_json", json));
  }

  @Override
  public void close(EventOut out) {
    ObjectNode delta = Json.object();
    end(delta);
    ObjectNode last = typed("message_delta").set("delta", delta);
    out.event(last.set("usage", lastUsage()));
    out.event(typed("message_stop"));
    out.end();
  }

  private static ObjectNode typed(String type) {
    return Json.object().put("type", type);
  }

  @Override
  public int written() {
    return written;
  }

  @Override
  public boolean saysUsage() {
    return true;
  }
}
