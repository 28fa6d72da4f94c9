package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.ToolCallIds;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One choice of a streamed answer; counts its tool calls from 0. */
final class ChatTurnStreamChoice {
  private final int index;
  private final ToolCallIds ids;
  private final ChatTurnThoughts proofs = new ChatTurnThoughts();
  private int calls;
  private StopReason reason = StopReason.END;

  ChatTurnStreamChoice(int index, ToolCallIds ids) {
    this.index = index;
    this.ids = ids;
  }

  void stop(StopReason why) {
    reason = why;
  }

  /** Keeps what proves the thoughts until all of them are known. */
  void think(TurnEvent.Reasoning reasoning) {
    proofs.add(reasoning);
  }

  /** Of all that was thought; null where nothing was signed. */
  @Nullable Signature signature() throws IOException {
    return proofs.signature();
  }

  String finishReason() {
    return ChatTurnJson.finishReason(reason, calls > 0);
  }

  /** Writes this choice as the element of a chunk; {@code delta} may be null, as may the rest. */
  void write(
      JsonGenerator json,
      ChatTurnStreamWriter.@Nullable Piece delta,
      @Nullable List<ScoredToken> logprobs,
      @Nullable String finishReason)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("index", index);
    json.writeObjectFieldStart("delta");
    if (delta != null) {
      delta.write(json);
    }
    json.writeEndObject();
    ChatTurnJson.logprobs(json, logprobs);
    json.writeStringField("finish_reason", finishReason);
    json.writeEndObject();
  }

  static void role(JsonGenerator json) throws IOException {
    json.writeStringField("role", "assistant");
    json.writeStringField("content", "");
    json.writeNullField("refusal");
  }

  /** Whether {@code event} is one that an answer's delta can say. */
  boolean hasDelta(TurnEvent event) {
    return (event instanceof TurnEvent.Text text && !text.text().isEmpty())
        || (event instanceof TurnEvent.Reasoning thought && !thought.text().isEmpty())
        || event instanceof TurnEvent.ToolCall
        || event instanceof TurnEvent.ToolCallStart
        || event instanceof TurnEvent.ToolCallArguments;
  }

  void delta(JsonGenerator json, TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.Text text) {
      json.writeStringField("content", text.text());
    } else if (event instanceof TurnEvent.Reasoning reasoning) {
      json.writeStringField("reasoning_content", reasoning.text());
    } else if (event instanceof TurnEvent.ToolCall call) {
      call(json, calls++, call);
    } else if (event instanceof TurnEvent.ToolCallStart start) {
      calls = Math.max(calls, start.index() + 1);
      call(json, start.index(), new TurnEvent.ToolCall(start.id(), start.name(), "", null));
    } else if (event instanceof TurnEvent.ToolCallArguments more) {
      json.writeArrayFieldStart("tool_calls");
      json.writeStartObject();
      json.writeNumberField("index", more.index());
      json.writeObjectFieldStart("function");
      json.writeStringField("arguments", more.piece());
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndArray();
    }
  }

  private void call(JsonGenerator json, int at, TurnEvent.ToolCall call) throws IOException {
    json.writeArrayFieldStart("tool_calls");
    json.writeStartObject();
    json.writeNumberField("index", at);
    ChatTurnJson.call(json, ids, call);
    json.writeEndObject();
    json.writeEndArray();
  }
}
