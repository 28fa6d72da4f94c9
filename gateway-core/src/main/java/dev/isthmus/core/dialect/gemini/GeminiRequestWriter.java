package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.RequestWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSettings;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a generateContent request: the contents as they are said, everything else after them.
 *
 * <p>Takes {@code out}, and gives it away in {@link #finish} or frees it in {@link #discard}.
 */
final class GeminiRequestWriter implements RequestWriter {
  private final GeminiModel model;
  private final Losses losses;
  private final ByteBuf out;
  private final JsonGenerator json;
  private final GeminiContents contents;
  private final List<String> system = new ArrayList<>();

  GeminiRequestWriter(GeminiModel model, Losses losses, ByteBuf out) {
    this.model = model;
    this.losses = losses;
    this.out = out;
    try {
      this.json = TurnJson.generator(out);
      json.writeStartObject();
      json.writeArrayFieldStart("contents");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
    this.contents = new GeminiContents(json, out, losses, model.wantsSignatures());
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    if (event instanceof TurnEvent.SystemText text) {
      if (!text.text().isEmpty()) {
        system.add(text.text());
      }
    } else {
      contents.on(event);
    }
  }

  @Override
  public ByteBuf finish(TurnSettings settings) throws IOException {
    if (contents.end()) {
      json.writeEndArray();
      writeSystem();
    } else {
      writeSystemAsContent();
      json.writeEndArray();
    }
    new GeminiSettingsWriter(json, model, losses).write(settings);
    json.writeEndObject();
    json.close();
    return out;
  }

  @Override
  public void discard() {
    TurnJson.discard(json, out);
  }

  private void writeSystem() throws IOException {
    if (system.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("systemInstruction");
    writeSystemParts();
    json.writeEndObject();
  }

  /** Contents must not be empty: a prompt of instructions alone is said by the user. */
  private void writeSystemAsContent() throws IOException {
    if (system.isEmpty()) {
      throw losses.badConversation("some content");
    }
    json.writeStartObject();
    json.writeStringField("role", "user");
    writeSystemParts();
    json.writeEndObject();
  }

  private void writeSystemParts() throws IOException {
    json.writeArrayFieldStart("parts");
    for (String text : system) {
      json.writeStartObject();
      json.writeStringField("text", text);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
