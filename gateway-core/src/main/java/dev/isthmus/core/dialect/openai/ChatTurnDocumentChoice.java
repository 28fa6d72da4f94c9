package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.ToolCallIds;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.ScoredToken;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One choice of a plain answer, put together from its deltas. */
final class ChatTurnDocumentChoice {
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thoughts = new StringBuilder();
  private final ChatTurnThoughts proofs = new ChatTurnThoughts();
  private final List<Call> calls = new ArrayList<>();
  private final List<ScoredToken> tokens = new ArrayList<>();
  private StopReason reason = StopReason.END;

  void on(TurnEvent event) {
    if (event instanceof TurnEvent.Text more) {
      text.append(more.text());
    } else if (event instanceof TurnEvent.Reasoning reasoning) {
      thoughts.append(reasoning.text());
      proofs.add(reasoning);
    } else if (event instanceof TurnEvent.ToolCall call) {
      calls.add(new Call(calls.size(), call, new StringBuilder(call.arguments())));
    } else if (event instanceof TurnEvent.ToolCallStart start) {
      TurnEvent.ToolCall call = new TurnEvent.ToolCall(start.id(), start.name(), "", null);
      calls.add(new Call(start.index(), call, new StringBuilder()));
    } else if (event instanceof TurnEvent.ToolCallArguments more) {
      calls.stream()
          .filter(call -> call.index == more.index())
          .forEach(call -> call.arguments.append(more.piece()));
    } else if (event instanceof TurnEvent.Logprobs logprobs) {
      tokens.addAll(logprobs.tokens());
    } else if (event instanceof TurnEvent.Stop stop) {
      reason = stop.reason();
    }
  }

  void write(JsonGenerator json, int index, ToolCallIds ids) throws IOException {
    json.writeStartObject();
    json.writeNumberField("index", index);
    json.writeObjectFieldStart("message");
    writeMessage(json, ids);
    json.writeEndObject();
    ChatTurnJson.logprobs(json, tokens.isEmpty() ? null : tokens);
    json.writeStringField("finish_reason", ChatTurnJson.finishReason(reason, !calls.isEmpty()));
    json.writeEndObject();
  }

  private void writeMessage(JsonGenerator json, ToolCallIds ids) throws IOException {
    json.writeStringField("role", "assistant");
    boolean silent = text.isEmpty() && !calls.isEmpty();
    json.writeStringField("content", silent ? null : text.toString());
    json.writeNullField("refusal");
    if (!thoughts.isEmpty()) {
      json.writeStringField("reasoning_content", thoughts.toString());
    }
    if (!calls.isEmpty()) {
      json.writeArrayFieldStart("tool_calls");
      for (Call call : calls) {
        json.writeStartObject();
        ChatTurnJson.call(json, ids, call.whole());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    ChatTurnSignature.write(json, proofs.signature());
  }

  /** One call, whose arguments may come in pieces. */
  private record Call(int index, TurnEvent.ToolCall begun, StringBuilder arguments) {
    TurnEvent.ToolCall whole() {
      return new TurnEvent.ToolCall(
          begun.id(), begun.name(), arguments.toString(), begun.signature());
    }
  }
}
