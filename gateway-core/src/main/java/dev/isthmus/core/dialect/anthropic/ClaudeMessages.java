package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was said as messages that alternate between {@code user} and {@code assistant}:
 * neighbours of one role become one message, a message without content none. A user's message is
 * held until it is whole, because the results of tools must come before all else in it.
 */
final class ClaudeMessages {
  /** Said by the user where a conversation begins with the assistant, which is not allowed. */
  static final String OPENING = ".";

  private final JsonGenerator json;
  private final ClaudeBlockWriter writer;
  private final Losses losses;
  private final ClaudeBlocks system = new ClaudeBlocks();
  private final Message message = new Message();

  /** Thoughts of a message of which nothing else was said yet: alone they are no message. */
  private final ClaudeBlocks thoughts = new ClaudeBlocks();

  private Role speaker = Role.USER;
  private @Nullable ClaudeBlocks last;

  ClaudeMessages(JsonGenerator json, ClaudeBlockWriter writer, Losses losses) {
    this.json = json;
    this.writer = writer;
    this.losses = losses;
  }

  void on(TurnEvent event) throws IOException {
    if (event instanceof Speaker next) {
      speaker = next.role();
      thoughts.clear();
    } else if (event instanceof CacheMark mark) {
      if (last != null) {
        last.mark(mark);
      }
    } else if (event instanceof SystemText text) {
      if (!text.text().isBlank()) {
        add(system, text);
      }
    } else if (event instanceof Reasoning reasoning) {
      if (ClaudeSignature.isOwn(reasoning)) {
        thoughts.add(reasoning);
      }
    } else if (!(event instanceof Text text) || !text.text().isBlank()) {
      say(event);
    }
  }

  /** Writes what is left; false where nothing was said. */
  boolean end() throws IOException {
    if (message.assistant) {
      message.said.stripEnd();
    }
    write();
    return message.begun;
  }

  /** The instructions, which stand above the messages. */
  ClaudeBlocks system() {
    return system;
  }

  /**
   * Whether thinking within a budget may be asked for: where the answer goes on from the
   * assistant's own words, or from results of its calls, these must begin with its thoughts.
   */
  boolean allowsThinking() {
    return message.thought || !(message.assistant || message.answersCalls);
  }

  private void say(TurnEvent event) throws IOException {
    boolean assistant = speaker == Role.ASSISTANT;
    if (assistant && event instanceof Media media) {
      throw losses.refusal(ClaudeMedia.feature(media));
    }
    if (assistant != message.assistant) {
      write();
      message.assistant = assistant;
    }
    if (event instanceof ToolResult) {
      add(message.results, event);
      return;
    }
    if (assistant) {
      message.said.addAll(thoughts);
      thoughts.clear();
    }
    add(message.said, event);
  }

  private void add(ClaudeBlocks to, TurnEvent block) {
    to.add(block);
    last = to;
  }

  private void write() throws IOException {
    if (message.isEmpty()) {
      return;
    }
    if (!message.begun && message.assistant) {
      losses.reshapeConversation("expected the user to speak first");
      writeOpening();
    }
    open(message.assistant ? "assistant" : "user");
    message.results.forEach(writer::write);
    message.said.forEach(writer::write);
    close();
    message.written();
  }

  private void writeOpening() throws IOException {
    open("user");
    writer.write(new Text(OPENING), null);
    close();
  }

  private void open(String role) throws IOException {
    json.writeStartObject();
    json.writeStringField("role", role);
    json.writeArrayFieldStart("content");
  }

  private void close() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The message that is being said, and what must be known of those before it. */
  private static final class Message {
    private final ClaudeBlocks results = new ClaudeBlocks();
    private final ClaudeBlocks said = new ClaudeBlocks();
    private boolean assistant;

    /** Whether any message was written. */
    private boolean begun;

    /** Whether the assistant's last message began with its thoughts. */
    private boolean thought;

    /** Whether the last message that was written holds results. */
    private boolean answersCalls;

    boolean isEmpty() {
      return results.isEmpty() && said.isEmpty();
    }

    void written() {
      begun = true;
      answersCalls = !results.isEmpty();
      if (assistant) {
        thought = said.beginsWithThought();
      }
      results.clear();
      said.clear();
    }
  }
}
