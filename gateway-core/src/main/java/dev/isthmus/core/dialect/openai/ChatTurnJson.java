package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.ToolCallIds;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pieces that plain answers and chunks write alike. */
final class ChatTurnJson {

  private ChatTurnJson() {}

  static void usage(JsonGenerator json, Usage usage) throws IOException {
    json.writeObjectFieldStart("usage");
    json.writeNumberField("prompt_tokens", usage.input());
    json.writeNumberField("completion_tokens", usage.output());
    json.writeNumberField("total_tokens", usage.total());
    json.writeObjectFieldStart("prompt_tokens_details");
    json.writeNumberField("cached_tokens", usage.cachedInput());
    json.writeEndObject();
    json.writeObjectFieldStart("completion_tokens_details");
    json.writeNumberField("reasoning_tokens", usage.reasoning());
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Writes a call's members; one without an id gets one. */
  static void call(JsonGenerator json, ToolCallIds ids, ToolCall call) throws IOException {
    String id = call.id();
    json.writeStringField("id", id == null ? ids.next() : id);
    json.writeStringField("type", "function");
    json.writeObjectFieldStart("function");
    json.writeStringField("name", call.name());
    json.writeStringField("arguments", call.arguments());
    json.writeEndObject();
    ChatTurnSignature.write(json, call.signature());
  }

  /** An answer that ends by itself after calls waits for their results, whatever it says. */
  static String finishReason(StopReason reason, boolean called) {
    return switch (reason) {
      case END -> called ? "tool_calls" : "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case FILTER -> "content_filter";
    };
  }

  static void logprobs(JsonGenerator json, @Nullable List<ScoredToken> tokens) throws IOException {
    if (tokens == null) {
      json.writeNullField("logprobs");
      return;
    }
    json.writeObjectFieldStart("logprobs");
    json.writeArrayFieldStart("content");
    for (ScoredToken token : tokens) {
      json.writeStartObject();
      token(json, token);
      json.writeArrayFieldStart("top_logprobs");
      for (ScoredToken other : token.others()) {
        json.writeStartObject();
        token(json, other);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNullField("refusal");
    json.writeEndObject();
  }

  private static void token(JsonGenerator json, ScoredToken token) throws IOException {
    json.writeStringField("token", token.token());
    json.writeFieldName("logprob");
    TurnJson.number(json, token.logprob());
    json.writeNullField("bytes");
  }
}
