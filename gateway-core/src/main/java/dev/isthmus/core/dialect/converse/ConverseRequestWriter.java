package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.RequestWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSettings;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a Converse request: the messages as they are said, everything else after them.
 *
 * <p>Takes {@code out}, and gives it away in {@link #finish} or frees it in {@link #discard}.
 */
final class ConverseRequestWriter implements RequestWriter {
  private final ConverseModel model;
  private final Losses losses;
  private final ByteBuf out;
  private final JsonGenerator json;
  private final ConverseBlocks blocks;
  private final ConverseMessages messages;

  /** Instructions, and the marks behind them. */
  private final List<TurnEvent> system = new ArrayList<>();

  private boolean inSystem;

  ConverseRequestWriter(ConverseModel model, Losses losses, ByteBuf out) {
    this.model = model;
    this.losses = losses;
    this.out = out;
    try {
      this.json = TurnJson.generator(out);
      json.writeStartObject();
      json.writeArrayFieldStart("messages");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
    this.blocks = new ConverseBlocks(json, out, losses);
    this.messages = new ConverseMessages(json, blocks, losses, model.isClaude());
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    if (event instanceof SystemText text) {
      inSystem = true;
      if (!text.text().isBlank()) {
        system.add(text);
      }
    } else if (event instanceof CacheMark && inSystem) {
      if (!system.isEmpty() && system.get(system.size() - 1) instanceof SystemText) {
        system.add(event);
      }
    } else {
      inSystem = false;
      messages.on(event);
    }
  }

  @Override
  public ByteBuf finish(TurnSettings settings) throws IOException {
    if (!messages.end()) {
      sayInstructionsAlone();
      system.clear();
    }
    json.writeEndArray();
    writeSystem();
    new ConverseSettingsWriter(json, model, losses).write(settings, messages);
    json.writeEndObject();
    json.close();
    return out;
  }

  @Override
  public void discard() {
    TurnJson.discard(json, out);
  }

  /** A conversation must begin: a prompt of instructions alone is said by the user. */
  private void sayInstructionsAlone() throws IOException {
    messages.on(new TurnEvent.Speaker(TurnEvent.Role.USER, 0));
    for (TurnEvent event : system) {
      messages.on(event instanceof SystemText text ? new Text(text.text()) : event);
    }
    if (!messages.end()) {
      throw losses.badConversation("some content");
    }
  }

  private void writeSystem() throws IOException {
    if (system.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("system");
    for (TurnEvent event : system) {
      blocks.write(event instanceof SystemText text ? new Text(text.text()) : event);
    }
    json.writeEndArray();
  }
}
