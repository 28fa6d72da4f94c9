package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.ClaudeModel;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.RequestWriter;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes a Messages request: the messages as they are said, everything else after them.
 *
 * <p>Takes {@code out}, and gives it away in {@link #finish} or frees it in {@link #discard}.
 */
final class ClaudeRequestWriter implements RequestWriter {
  private static final String VERTEX_VERSION = "vertex-2023-10-16";

  /** Stands in for a mode that the API lacks: any JSON, whatever its shape. */
  static final String JSON_INSTRUCTION =
      "Answer with one JSON object and nothing else: no other text, no code fences.";

  private final ClaudeModel model;
  private final Losses losses;
  private final ByteBuf out;
  private final JsonGenerator json;
  private final ClaudeBlockWriter blocks;
  private final ClaudeMessages messages;

  ClaudeRequestWriter(ClaudeSide.Form form, Target target, Losses losses, ByteBuf out) {
    this.model = ClaudeModel.of(target.knownAs());
    this.losses = losses;
    this.out = out;
    try {
      this.json = TurnJson.generator(out);
      json.writeStartObject();
      writeHead(form, target);
      json.writeArrayFieldStart("messages");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
    this.blocks = new ClaudeBlockWriter(json, out, losses);
    this.messages = new ClaudeMessages(json, blocks, losses);
  }

  private void writeHead(ClaudeSide.Form form, Target target) throws IOException {
    switch (form) {
      case DIRECT -> json.writeStringField("model", target.model());
      case VERTEX -> json.writeStringField("anthropic_version", VERTEX_VERSION);
    }
    if (target.stream()) {
      json.writeBooleanField("stream", true);
    }
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    messages.on(event);
  }

  @Override
  public ByteBuf finish(TurnSettings settings) throws IOException {
    boolean said = messages.end();
    ClaudeBlocks system = messages.system();
    if (!said && system.isEmpty()) {
      throw losses.badConversation("some content");
    }
    Format format = settings.generation().format();
    if (format.json() && format.schema() == null) {
      system.add(new SystemText(JSON_INSTRUCTION));
    }
    if (said) {
      json.writeEndArray();
      writeSystem(system);
    } else {
      writeSystemAsMessage(system);
      json.writeEndArray();
    }
    new ClaudeSettingsWriter(json, model, losses).write(settings, messages.allowsThinking());
    json.writeEndObject();
    json.close();
    return out;
  }

  @Override
  public void discard() {
    TurnJson.discard(json, out);
  }

  private void writeSystem(ClaudeBlocks system) throws IOException {
    if (!system.isEmpty()) {
      json.writeArrayFieldStart("system");
      system.forEach(blocks::write);
      json.writeEndArray();
    }
  }

  /** Messages must not be empty: a prompt of instructions alone is said by the user. */
  private void writeSystemAsMessage(ClaudeBlocks system) throws IOException {
    json.writeStartObject();
    json.writeStringField("role", "user");
    json.writeArrayFieldStart("content");
    system.forEach(blocks::write);
    json.writeEndArray();
    json.writeEndObject();
  }
}
