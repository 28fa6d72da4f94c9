package dev.isthmus.core.dialect.responses;

import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the assistant said in neighbouring items, each signature put back where it belongs. */
final class ResponsesAssistantTurn {
  private static final int NONE = -1;

  private final List<TurnEvent> said = new ArrayList<>();

  /** Where the last message begins. */
  private int lastMessage = NONE;

  private @Nullable Signature ofNextCall;

  void message(List<TurnEvent> texts) {
    lastMessage = said.size();
    said.addAll(texts);
  }

  void reasoning(String thoughts, @Nullable ResponsesSignature signed) {
    if (signed != null && signed.of() == ResponsesSignature.Of.THOUGHT) {
      said.add(new Reasoning(thoughts, signed.signature()));
      return;
    }
    if (!thoughts.isEmpty()) {
      said.add(new Reasoning(thoughts, null));
    }
    if (signed != null) {
      sign(signed);
    }
  }

  private void sign(ResponsesSignature signed) {
    if (signed.of() == ResponsesSignature.Of.CALL) {
      ofNextCall = signed.signature();
    } else if (lastMessage != NONE) {
      said.add(lastMessage, new Reasoning("", signed.signature()));
      lastMessage = NONE;
    }
  }

  void call(ToolCall call) {
    said.add(new ToolCall(call.id(), call.name(), call.arguments(), ofNextCall));
    ofNextCall = null;
  }

  /** Says the turn, if there is one, and begins another. */
  void say(TurnSink sink) throws IOException {
    if (!said.isEmpty()) {
      sink.on(new Speaker(Role.ASSISTANT, 0));
    }
    for (TurnEvent event : said) {
      sink.on(event);
    }
    said.clear();
    lastMessage = NONE;
    ofNextCall = null;
  }
}
