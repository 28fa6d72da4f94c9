package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.load.cloud.model.Answer;
import dev.isthmus.load.cloud.model.Finish;
import dev.isthmus.load.cloud.model.ToolCall;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes generateContent answers, whole or as a stream of partial answers. */
final class GeminiScript implements Script {

  private final Framing framing;
  private final String model;
  private final String responseId;
  private final Answer answer;
  private final TokenCount tokens;
  private final boolean thoughts;

  private int text;
  private int call;

  /** {@code thoughts} shows a summary of the reasoning. */
  GeminiScript(Framing framing, Head head, Answer answer, TokenCount tokens, boolean thoughts) {
    this.framing = framing;
    this.model = head.model;
    this.responseId = head.responseId;
    this.answer = answer;
    this.tokens = tokens;
    this.thoughts = thoughts && answer.reasoningTokens() > 0;
  }

  /** What every chunk repeats. */
  record Head(String model, String responseId) {}

  @Override
  public Framing framing() {
    return framing;
  }

  @Override
  public JsonNode whole() {
    if (answer.finish() == Finish.BLOCKED) {
      return blocked();
    }
    ArrayNode parts = Json.array();
    if (thoughts) {
      parts.add(thought());
    }
    if (answer.text().count() > 0) {
      parts.add(Json.object().put("text", answer.text().join()));
    }
    for (int i = 0; i < answer.calls().size(); i++) {
      parts.add(functionCall(i));
    }
    ObjectNode body = chunk(candidate(parts, finish(answer.finish())));
    return body.set("usageMetadata", usage());
  }

  private ObjectNode blocked() {
    ObjectNode feedback = Json.object().put("blockReason", "PROHIBITED_CONTENT");
    ObjectNode body =
        Json.object()
            .set("promptFeedback", feedback.put("blockReasonMessage", "Prompt not allowed."));
    return named(body.set("usageMetadata", usage()));
  }

  @Override
  public void open(EventOut out) {
    if (answer.finish() == Finish.BLOCKED) {
      out.event(blocked());
    } else if (thoughts) {
      out.event(running(Json.array(thought())));
    }
  }

  @Override
  public boolean step(EventOut out, int most) {
    if (text < answer.text().count()) {
      int to = Math.min(answer.text().count(), text + most);
      out.event(running(Json.array(Json.object().put("text", answer.text().join(text, to)))));
      text = to;
      return true;
    }
    if (call < answer.calls().size()) {
      out.event(running(Json.array(functionCall(call++))));
      return true;
    }
    return false;
  }

  @Override
  public void close(EventOut out) {
    if (answer.finish() != Finish.BLOCKED) {
      boolean silent = answer.text().count() == 0 && answer.calls().isEmpty();
      ArrayNode parts = silent ? Json.array() : Json.array(Json.object().put("text", ""));
      ObjectNode last = chunk(candidate(parts, finish(answer.finish())));
      out.event(last.set("usageMetadata", usage()));
    }
    out.end();
  }

  private ObjectNode thought() {
    return Json.object().put("text", "Thinking about the question.").put("thought", true);
  }

  private ObjectNode functionCall(int index) {
    ToolCall one = answer.calls().get(index);
    ObjectNode function = Json.object().put("name", one.name());
    JsonNode arguments =
        Json.parse(one.arguments().join().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    function.set("args", arguments == null ? Json.object() : arguments);
    ObjectNode part = Json.object().set("functionCall", function);
    return index == 0 && (answer.reasoningTokens() > 0 || GeminiCheck.signs(model))
        ? part.put("thoughtSignature", GeminiCheck.signatureOf(model))
        : part;
  }

  private ObjectNode running(ArrayNode parts) {
    ObjectNode chunk = chunk(candidate(parts, null));
    return chunk.set("usageMetadata", Json.object().put("trafficType", "ON_DEMAND"));
  }

  /** No {@code parts} at all where nothing visible was said. */
  private static ObjectNode candidate(ArrayNode parts, @Nullable String finish) {
    ObjectNode content = Json.object().put("role", "model");
    if (!parts.isEmpty()) {
      content.set("parts", parts);
    }
    ObjectNode candidate = Json.object().set("content", content);
    return finish == null ? candidate : candidate.put("finishReason", finish);
  }

  private ObjectNode chunk(ObjectNode candidate) {
    return named(Json.object().set("candidates", Json.array(candidate)));
  }

  private ObjectNode named(ObjectNode body) {
    body.put("modelVersion", model).put("createTime", Instant.now().toString());
    return body.put("responseId", responseId);
  }

  private ObjectNode usage() {
    long visible = tokens.output() - tokens.reasoning();
    ObjectNode usage = Json.object().put("promptTokenCount", tokens.input());
    if (visible > 0) {
      usage.put("candidatesTokenCount", visible);
    }
    if (tokens.reasoning() > 0) {
      usage.put("thoughtsTokenCount", tokens.reasoning());
    }
    if (tokens.cached() > 0) {
      usage.put("cachedContentTokenCount", tokens.cached());
    }
    return usage.put("totalTokenCount", tokens.total()).put("trafficType", "ON_DEMAND");
  }

  private static String finish(Finish finish) {
    return switch (finish) {
      case STOP, TOOL_CALLS -> "STOP";
      case LENGTH -> "MAX_TOKENS";
      case FILTERED, BLOCKED -> "SAFETY";
    };
  }

  @Override
  public int written() {
    return text + answer.calls().subList(0, call).stream().mapToInt(ToolCall::tokens).sum();
  }

  @Override
  public boolean saysUsage() {
    return true;
  }
}
