package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message of the assistant, from its blocks. */
final class MessagesTurnAssistant {
  private final MessagesTurnCalls calls;
  private final List<TurnEvent> events = new ArrayList<>();

  /** Signs the tool use that comes next. */
  private @Nullable Signature callSignature;

  MessagesTurnAssistant(MessagesTurnCalls calls) {
    this.calls = calls;
  }

  void read(MessagesTurnBlock block) throws TurnRefusal {
    switch (block.type()) {
      case "text" -> events.add(new Text(block.filled("text")));
      case "thinking" -> readThinking(block);
      case "redacted_thinking" ->
          keep(
              "", MessagesTurnSignature.read(block.filled("data"), MessagesTurnSignature.REDACTED));
      case "tool_use" -> readCall(block);
      default ->
          throw TurnRefusal.invalid(
              block.param() + ".type",
              "text, thinking, redacted_thinking or tool_use in an assistant message");
    }
  }

  void add(TurnEvent event) {
    events.add(event);
  }

  /**
   * What was said. Others sign a text before it or after it, as the stream happened to come; the
   * vocabulary has the signature first.
   */
  List<TurnEvent> events() {
    int end = events.size() - 1;
    if (end > 0 && events.get(end) instanceof Reasoning late && signsOthersText(late)) {
      int text = end - 1;
      while (text >= 0 && !(events.get(text) instanceof Text)) {
        text--;
      }
      if (text >= 0) {
        events.add(text, events.remove(end));
      }
    }
    return events;
  }

  private static boolean signsOthersText(Reasoning reasoning) {
    Signature signature = reasoning.signature();
    return reasoning.text().isEmpty()
        && signature != null
        && !MessagesTurnSignature.isOwn(signature);
  }

  private void readThinking(MessagesTurnBlock block) throws TurnRefusal {
    String thought = block.text("thinking");
    String signature = block.optional("signature");
    if (!signature.isEmpty()) {
      keep(thought, MessagesTurnSignature.read(signature, MessagesTurnSignature.THINKING));
    } else if (!thought.isEmpty()) {
      events.add(new Reasoning(thought, null));
    }
  }

  private void keep(String thought, MessagesTurnSignature read) {
    if (read.ofCall()) {
      callSignature = read.signature();
    }
    if (!thought.isEmpty() || !read.ofCall()) {
      events.add(new Reasoning(thought, read.ofCall() ? null : read.signature()));
    }
  }

  private void readCall(MessagesTurnBlock block) throws TurnRefusal {
    String id = block.id("id");
    String name = block.filled("name");
    calls.call(id, name, block.param() + ".id");
    events.add(new ToolCall(id, name, block.input(), callSignature));
    callSignature = null;
  }
}
