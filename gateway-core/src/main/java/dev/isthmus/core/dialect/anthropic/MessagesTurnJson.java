package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.ToolCallIds;
import dev.isthmus.core.dialect.turn.TurnEvent.Stop;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The pieces that plain answers and events write alike. */
final class MessagesTurnJson {

  private MessagesTurnJson() {}

  /** The members of a message that stand before its content. */
  static void head(JsonGenerator json, AnswerContext context) throws IOException {
    json.writeStringField("id", "msg_" + context.callId());
    json.writeStringField("type", "message");
    json.writeStringField("role", "assistant");
    json.writeStringField("model", context.modelName());
  }

  /** Why the answer is over; {@code stop} is null where it is not. */
  static void stop(JsonGenerator json, @Nullable Stop stop, boolean called) throws IOException {
    json.writeStringField("stop_reason", stop == null ? null : reason(stop, called));
    json.writeStringField("stop_sequence", stop == null ? null : stop.sequence());
  }

  /** An answer that ends by itself after calls waits for their results, whatever it says. */
  private static String reason(Stop stop, boolean called) {
    return switch (stop.reason()) {
      case END -> called ? "tool_use" : stop.sequence() == null ? "end_turn" : "stop_sequence";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case FILTER -> "refusal";
    };
  }

  /** Here input leaves out what a cache read or wrote. */
  static void usage(JsonGenerator json, Usage usage) throws IOException {
    long uncached = usage.input() - usage.cachedInput() - usage.cacheWrite();
    json.writeObjectFieldStart("usage");
    json.writeNumberField("input_tokens", Math.max(0, uncached));
    json.writeNumberField("cache_creation_input_tokens", usage.cacheWrite());
    json.writeNumberField("cache_read_input_tokens", usage.cachedInput());
    if (usage.hourCacheWrite() > 0) {
      json.writeObjectFieldStart("cache_creation");
      long shortly = usage.cacheWrite() - usage.hourCacheWrite();
      json.writeNumberField("ephemeral_5m_input_tokens", shortly);
      json.writeNumberField("ephemeral_1h_input_tokens", usage.hourCacheWrite());
      json.writeEndObject();
    }
    json.writeNumberField("output_tokens", usage.output());
    if (usage.reasoning() > 0) {
      json.writeObjectFieldStart("output_tokens_details");
      json.writeNumberField("thinking_tokens", usage.reasoning());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** A whole block. */
  static void block(JsonGenerator json, MessagesTurnPiece piece, ToolCallIds ids)
      throws IOException {
    json.writeStartObject();
    switch (piece.kind()) {
      case TEXT -> {
        json.writeStringField("type", "text");
        json.writeStringField("text", piece.text().toString());
      }
      case THINKING -> {
        json.writeStringField("type", "thinking");
        json.writeStringField("thinking", piece.text().toString());
        json.writeStringField("signature", piece.signature());
      }
      case REDACTED_THINKING -> redacted(json, piece);
      case TOOL_USE -> {
        toolUse(json, piece, ids);
        json.writeFieldName("input");
        json.writeRawValue(MessagesTurnPiece.object(piece.text().toString()));
      }
    }
    json.writeEndObject();
  }

  /** A block as it begins: what comes in deltas is empty. */
  static void begun(JsonGenerator json, MessagesTurnPiece piece, ToolCallIds ids)
      throws IOException {
    json.writeObjectFieldStart("content_block");
    switch (piece.kind()) {
      case TEXT -> {
        json.writeStringField("type", "text");
        json.writeStringField("text", "");
      }
      case THINKING -> {
        json.writeStringField("type", "thinking");
        json.writeStringField("thinking", "");
        json.writeStringField("signature", "");
      }
      case REDACTED_THINKING -> redacted(json, piece);
      case TOOL_USE -> {
        toolUse(json, piece, ids);
        json.writeObjectFieldStart("input");
        json.writeEndObject();
      }
    }
    json.writeEndObject();
  }

  private static void redacted(JsonGenerator json, MessagesTurnPiece piece) throws IOException {
    json.writeStringField("type", "redacted_thinking");
    json.writeStringField("data", piece.text().toString());
  }

  /** Callers send the id back, and may only send certain characters. */
  private static void toolUse(JsonGenerator json, MessagesTurnPiece piece, ToolCallIds ids)
      throws IOException {
    String id = piece.id();
    json.writeStringField("type", "tool_use");
    json.writeStringField("id", id == null || id.isEmpty() ? ids.next() : ClaudeCallIds.taken(id));
    json.writeStringField("name", piece.name());
  }
}
