package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts what is said into messages. Results stand right behind the calls that they answer, whatever
 * their message says before them; a result's images, which a tool's message cannot hold, open the
 * user's next message.
 */
final class ChatMessagesWriter {
  private final ChatMessageWriter message;
  private final List<String> system = new ArrayList<>();
  private final List<TurnEvent> held = new ArrayList<>();
  private final List<TurnEvent> attached = new ArrayList<>();
  private Role speaker = Role.USER;

  ChatMessagesWriter(ChatMessageWriter message) {
    this.message = message;
  }

  void on(TurnEvent event) throws IOException {
    if (event instanceof SystemText text) {
      sayAll();
      if (!text.text().isEmpty()) {
        system.add(text.text());
      }
    } else if (event instanceof Speaker next) {
      begin(next.role());
    } else if (event instanceof ToolResult result) {
      answer(result);
    } else {
      held.add(event);
    }
  }

  /** Says what is held; false where nothing was ever said. */
  boolean end() throws IOException {
    sayAll();
    saySystem();
    return message.isWritten();
  }

  /** Whether any message names JSON. */
  boolean nameJson() {
    return message.namesJson();
  }

  private void begin(Role next) throws IOException {
    sayHeld();
    if (next == Role.ASSISTANT) {
      sayAttached();
    }
    saySystem();
    speaker = next;
  }

  private void answer(ToolResult result) throws IOException {
    if (speaker == Role.ASSISTANT) {
      sayHeld();
    }
    message.result(result);
    List<Media> media =
        result.content().stream().filter(Media.class::isInstance).map(Media.class::cast).toList();
    if (!media.isEmpty()) {
      attached.add(new Text("Attached to the result of " + result.name() + ":"));
      attached.addAll(media);
    }
  }

  private void sayAll() throws IOException {
    sayHeld();
    sayAttached();
  }

  private void sayHeld() throws IOException {
    if (held.isEmpty()) {
      return;
    }
    if (speaker == Role.ASSISTANT) {
      message.assistant(held);
    } else {
      attached.addAll(held);
      sayAttached();
    }
    held.clear();
  }

  private void sayAttached() throws IOException {
    message.user(attached);
    attached.clear();
  }

  private void saySystem() throws IOException {
    message.system(system);
    system.clear();
  }
}
