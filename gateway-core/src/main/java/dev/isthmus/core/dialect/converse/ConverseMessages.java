package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes what was said as messages that alternate between {@code user} and {@code assistant}, the
 * user first. A turn is held until the other side speaks: neighbours of one role become one
 * message, a tool's results stand before all else in it, and what holds nothing becomes none.
 */
final class ConverseMessages {
  /** Said where something must be said: before an assistant that begins, beside documents. */
  private static final Text FILLER = new Text(".");

  private final JsonGenerator json;
  private final ConverseBlocks blocks;
  private final Losses losses;
  private final boolean signatures;
  private final List<TurnEvent> results = new ArrayList<>();
  private final List<TurnEvent> said = new ArrayList<>();
  private final History history = new History();

  /** Who speaks, and whose turn is held. */
  private Role speaker = Role.USER;

  private Role turn = Role.USER;

  /** Signed thoughts are written where {@code signatures} are understood. */
  ConverseMessages(JsonGenerator json, ConverseBlocks blocks, Losses losses, boolean signatures) {
    this.json = json;
    this.blocks = blocks;
    this.losses = losses;
    this.signatures = signatures;
  }

  void on(TurnEvent event) throws IOException {
    if (event instanceof Speaker next) {
      speaker = next.role() == Role.ASSISTANT ? Role.ASSISTANT : Role.USER;
    } else if (event instanceof ToolResult result) {
      history.toolNames.add(result.name());
      keep(results, result);
    } else if (event instanceof CacheMark) {
      mark(event);
    } else if (holdsSomething(event)) {
      if (event instanceof ToolCall call) {
        history.toolNames.add(call.name());
      }
      keep(said, event);
    }
  }

  /** Writes what is held; false where nothing was ever said. */
  boolean end() throws IOException {
    flush();
    return history.begun;
  }

  /** Names of the tools that were called so far. */
  Set<String> toolNames() {
    return history.toolNames;
  }

  /** Whether the last answer called tools and does not show the thought that led to the calls. */
  boolean callsUnsigned() {
    return history.callsUnsigned;
  }

  private boolean holdsSomething(TurnEvent event) {
    if (event instanceof Reasoning reasoning) {
      return signatures && ConverseBlocks.isSigned(reasoning);
    }
    return !(event instanceof Text text && text.text().isBlank());
  }

  private void keep(List<TurnEvent> to, TurnEvent event) throws IOException {
    if (speaker != turn) {
      flush();
      turn = speaker;
    }
    to.add(event);
  }

  /** A mark stands behind the block that came last, and means nothing where there is none. */
  private void mark(TurnEvent event) {
    List<TurnEvent> to = said.isEmpty() ? results : said;
    boolean behindBlock = !to.isEmpty() && !(to.get(to.size() - 1) instanceof CacheMark);
    if (speaker == turn && behindBlock) {
      to.add(event);
    }
  }

  private void flush() throws IOException {
    if (results.isEmpty() && said.isEmpty()) {
      return;
    }
    if (!history.begun && turn == Role.ASSISTANT) {
      losses.reshapeConversation("expected the user to speak first");
      open(Role.USER);
      blocks.write(FILLER);
      close();
    }
    history.begun = true;
    if (turn == Role.ASSISTANT) {
      history.callsUnsigned = said.stream().anyMatch(ToolCall.class::isInstance) && !thoughtFirst();
    }
    open(turn);
    boolean mute = said.stream().anyMatch(ConverseMessages::isDocument) && !holdsText();
    writeAll(results);
    writeAll(said);
    if (mute) {
      blocks.write(FILLER);
    }
    close();
  }

  private void open(Role role) throws IOException {
    json.writeStartObject();
    json.writeStringField("role", role == Role.ASSISTANT ? "assistant" : "user");
    json.writeArrayFieldStart("content");
  }

  private void close() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
  }

  private static boolean isDocument(TurnEvent event) {
    return event instanceof Media media && media.kind() != Media.Kind.IMAGE;
  }

  private boolean holdsText() {
    return said.stream().anyMatch(Text.class::isInstance);
  }

  private boolean thoughtFirst() {
    return said.get(0) instanceof Reasoning;
  }

  private void writeAll(List<TurnEvent> events) throws IOException {
    for (TurnEvent event : events) {
      blocks.write(event);
    }
    events.clear();
  }

  /** What is known of the turns that were written. */
  private static final class History {
    private final Set<String> toolNames = new LinkedHashSet<>();
    private boolean begun;
    private boolean callsUnsigned;
  }
}
