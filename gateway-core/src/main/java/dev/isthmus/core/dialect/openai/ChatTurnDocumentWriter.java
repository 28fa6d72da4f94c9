package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.DocumentWriter;
import dev.isthmus.core.dialect.turn.TurnEvent;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes an answer as one chat.completion, when all of it is known. */
final class ChatTurnDocumentWriter extends DocumentWriter {
  private final Map<Integer, ChatTurnDocumentChoice> choices = new TreeMap<>();
  private ChatTurnDocumentChoice current = new ChatTurnDocumentChoice();
  private @Nullable Usage usage;

  ChatTurnDocumentWriter(AnswerContext context) {
    super(context);
  }

  @Override
  public void on(TurnEvent event) {
    if (event instanceof TurnEvent.Speaker speaker) {
      current = choices.computeIfAbsent(speaker.choice(), i -> new ChatTurnDocumentChoice());
    } else if (event instanceof TurnEvent.Metered metered) {
      usage = metered.usage();
    } else {
      current.on(event);
    }
  }

  @Override
  protected void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", "chatcmpl-" + context.callId());
    json.writeStringField("object", "chat.completion");
    json.writeNumberField("created", context.createdEpochSeconds());
    json.writeStringField("model", context.modelName());
    json.writeArrayFieldStart("choices");
    for (Map.Entry<Integer, ChatTurnDocumentChoice> choice : choices.entrySet()) {
      choice.getValue().write(json, choice.getKey(), context.toolCallIds());
    }
    json.writeEndArray();
    if (usage != null) {
      ChatTurnJson.usage(json, usage);
    }
    json.writeEndObject();
  }
}
