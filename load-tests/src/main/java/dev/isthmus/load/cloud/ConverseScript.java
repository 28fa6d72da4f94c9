package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.model.Answer;
import dev.isthmus.load.cloud.model.Finish;
import dev.isthmus.load.cloud.model.StopText;
import dev.isthmus.load.cloud.model.Tokens;
import dev.isthmus.load.cloud.model.ToolCall;
import java.util.concurrent.TimeUnit;

/**
 * Writes Converse answers, whole or as a stream.
 *
 * <p>Shape: text has no block start, tools have; the usage comes after the message's end. Every
 * event carries padding of its own length, so that nobody can tell a token by its size.
 */
final class ConverseScript implements Script {

  static final String THOUGHT = "Thinking about the question.";

  private static final String REFUSAL = "Sorry, the model cannot answer this question.";
  private static final String PADDING = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123";

  private final Style style;
  private final Answer answer;
  private final TokenCount tokens;
  private final long startNanos = System.nanoTime();

  private int block;
  private int text;
  private int call;
  private int argument = -1;
  private int written;
  private long events;

  /**
   * How an answer looks.
   *
   * @param stream whether it is streamed
   * @param signature on what the model was thinking; empty where it does not say
   * @param cache what the prompt's cache points came to
   * @param guardrail its identifier, or empty
   * @param extra further fields of the model's own answer that were asked for
   */
  record Style(
      boolean stream,
      String signature,
      PrefixCache.Use cache,
      String guardrail,
      boolean trace,
      ObjectNode extra) {}

  ConverseScript(Style style, Answer answer, TokenCount tokens) {
    this.style = style;
    this.answer = answer;
    this.tokens = tokens;
  }

  @Override
  public Framing framing() {
    return style.stream ? Framing.EVENT_STREAM : Framing.WHOLE;
  }

  @Override
  public JsonNode whole() {
    ObjectNode message = Json.object().put("role", "assistant");
    ArrayNode content = message.putArray("content");
    if (thinks()) {
      ObjectNode thought = Json.object().put("text", THOUGHT).put("signature", style.signature);
      content.addObject().set("reasoningContent", Json.object().set("reasoningText", thought));
    }
    if (refuses()) {
      content.addObject().put("text", REFUSAL);
    }
    if (answer.text().count() > 0) {
      content.addObject().put("text", answer.text().join());
    }
    answer.calls().forEach(one -> content.addObject().set("toolUse", wholeCall(one)));
    ObjectNode body = Json.object().set("output", Json.object().set("message", message));
    body.put("stopReason", stopReason());
    if (!style.extra.isEmpty()) {
      body.set("additionalModelResponseFields", style.extra);
    }
    return ending(body);
  }

  private static ObjectNode wholeCall(ToolCall call) {
    ObjectNode use = Json.object().put("toolUseId", id(call)).put("name", call.name());
    JsonNode input = ConverseReader.parse(call.arguments().join());
    return use.set("input", input == null ? Json.object() : input);
  }

  private static String id(ToolCall call) {
    return "tooluse_" + call.id().substring(call.id().indexOf('_') + 1);
  }

  private boolean thinks() {
    return !style.signature.isEmpty() && answer.reasoningTokens() > 0;
  }

  private boolean refuses() {
    return answer.finish() == Finish.BLOCKED && !style.guardrail.isEmpty();
  }

  @Override
  public void open(EventOut out) {
    send(out, "messageStart", Json.object().put("role", "assistant"));
    if (thinks()) {
      delta(out, Json.object().set("reasoningContent", Json.object().put("text", THOUGHT)));
      ObjectNode signature = Json.object().put("signature", style.signature);
      delta(out, Json.object().set("reasoningContent", signature));
      stop(out);
    }
    if (refuses()) {
      delta(out, Json.object().put("text", REFUSAL));
      stop(out);
    }
  }

  @Override
  public boolean step(EventOut out, int most) {
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
    delta(out, Json.object().put("text", answer.text().join(text, to)));
    written += to - text;
    text = to;
    if (text == answer.text().count()) {
      stop(out);
    }
  }

  private void call(EventOut out, ToolCall now, int most) {
    if (argument < 0) {
      ObjectNode use = Json.object().put("toolUseId", id(now)).put("name", now.name());
      ObjectNode start = Json.object().put("contentBlockIndex", block);
      send(out, "contentBlockStart", start.set("start", Json.object().set("toolUse", use)));
      written++;
      argument = 0;
      return;
    }
    int to = Math.min(now.arguments().count(), argument + most);
    ObjectNode input = Json.object().put("input", now.arguments().join(argument, to));
    delta(out, Json.object().set("toolUse", input));
    written += to - argument;
    argument = to;
    if (argument == now.arguments().count()) {
      stop(out);
      call++;
      argument = -1;
    }
  }

  @Override
  public void close(EventOut out) {
    ObjectNode end = Json.object().put("stopReason", stopReason());
    if (!style.extra.isEmpty()) {
      end.set("additionalModelResponseFields", style.extra);
    }
    send(out, "messageStop", end);
    send(out, "metadata", ending(Json.object()));
  }

  private void delta(EventOut out, ObjectNode delta) {
    ObjectNode event = Json.object().put("contentBlockIndex", block);
    send(out, "contentBlockDelta", event.set("delta", delta));
  }

  private void stop(EventOut out) {
    send(out, "contentBlockStop", Json.object().put("contentBlockIndex", block++));
  }

  private void send(EventOut out, String name, ObjectNode event) {
    long drawn = Tokens.mix(tokens.input() + events++) & (Integer.SIZE - 1);
    out.named(name, event.put("p", PADDING.substring(0, 1 + (int) drawn)));
  }

  private ObjectNode ending(ObjectNode body) {
    body.set("usage", usage());
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    body.set("metrics", Json.object().put("latencyMs", millis));
    if (refuses() && style.trace) {
      ObjectNode filter = Json.object().put("type", "VIOLENCE").put("confidence", "HIGH");
      filter.put("action", "BLOCKED");
      ObjectNode policy = Json.object().set("filters", Json.array(filter));
      ObjectNode assessment = Json.object().set("contentPolicy", policy);
      ObjectNode input = Json.object().set(style.guardrail, assessment);
      ObjectNode guardrail = Json.object().set("inputAssessment", input);
      body.set("trace", Json.object().set("guardrail", guardrail));
    }
    return body;
  }

  /** What was read from a cache or written to it is not among the input tokens. */
  private ObjectNode usage() {
    long read = style.cache.read();
    long kept = style.cache.written();
    ObjectNode usage = Json.object().put("inputTokens", tokens.input() - read - kept);
    usage.put("outputTokens", tokens.output()).put("totalTokens", tokens.total());
    if (style.cache.asked()) {
      usage.put("cacheReadInputTokens", read).put("cacheWriteInputTokens", kept);
      if (kept > 0) {
        lifetimes(usage.putArray("cacheDetails"));
      }
    }
    return usage;
  }

  private void lifetimes(ArrayNode details) {
    long hourly = tokens.hourCacheWrite();
    if (hourly > 0) {
      details.addObject().put("ttl", "1h").put("inputTokens", hourly);
    }
    if (tokens.cacheWrite() > hourly) {
      details.addObject().put("ttl", "5m").put("inputTokens", tokens.cacheWrite() - hourly);
    }
  }

  private String stopReason() {
    return switch (answer.finish()) {
      case STOP -> answer.text() instanceof StopText ? "stop_sequence" : "end_turn";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case FILTERED -> "content_filtered";
      case BLOCKED -> refuses() ? "guardrail_intervened" : "content_filtered";
    };
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
