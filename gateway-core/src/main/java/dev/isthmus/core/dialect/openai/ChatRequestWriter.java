package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.RequestWriter;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes a chat request: the messages as they are said, everything else after them.
 *
 * <p>Takes {@code out}, and gives it away in {@link #finish} or frees it in {@link #discard}.
 */
final class ChatRequestWriter implements RequestWriter {
  private final Target target;
  private final boolean usageInStream;
  private final Losses losses;
  private final ChatModel model;
  private final ByteBuf out;
  private final JsonGenerator json;
  private final ChatMessagesWriter messages;

  ChatRequestWriter(Target target, boolean usageInStream, Losses losses, ByteBuf out) {
    this.target = target;
    this.usageInStream = usageInStream;
    this.losses = losses;
    this.model = ChatModel.of(target.knownAs());
    this.out = out;
    try {
      this.json = TurnJson.generator(out);
      json.writeStartObject();
      json.writeStringField("model", target.model());
      json.writeArrayFieldStart("messages");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
    this.messages =
        new ChatMessagesWriter(
            new ChatMessageWriter(
                json, model, new ChatPartWriter(json, out, losses), new ChatCallIds(losses)));
  }

  @Override
  public void on(TurnEvent event) throws IOException {
    messages.on(event);
  }

  @Override
  public ByteBuf finish(TurnSettings settings) throws IOException {
    if (!messages.end()) {
      throw losses.badConversation("some content");
    }
    nameJson(settings.generation().format());
    json.writeEndArray();
    new ChatSettingsWriter(json, model, losses).write(settings);
    writeStream();
    json.writeEndObject();
    json.close();
    return out;
  }

  @Override
  public void discard() {
    TurnJson.discard(json, out);
  }

  /** OpenAI answers in JSON of any shape only where a message names it. */
  private void nameJson(Format format) throws IOException {
    if (format.json() && format.schema() == null && model.isOpenAi() && !messages.nameJson()) {
      losses.reshape(losses.name(Feature.JSON), "expected a message that asks for JSON");
      messages.on(new TurnEvent.SystemText("Answer in JSON."));
      messages.end();
    }
  }

  private void writeStream() throws IOException {
    if (!target.stream()) {
      return;
    }
    json.writeBooleanField("stream", true);
    if (usageInStream) {
      json.writeObjectFieldStart("stream_options");
      json.writeBooleanField("include_usage", true);
      json.writeEndObject();
    }
  }
}
