package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One part of an answer to a caller: text, or a call.
 *
 * @param call whole, its arguments one JSON object on one line; null where the part is text
 */
record GeminiTurnAnswerPart(
    String text, boolean thought, @Nullable ToolCall call, @Nullable Signature signature) {
  static final GeminiTurnAnswerPart EMPTY = new GeminiTurnAnswerPart("", false, null, null);

  static GeminiTurnAnswerPart of(ToolCall call) {
    return new GeminiTurnAnswerPart("", false, call, call.signature());
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    if (call != null) {
      writeCall(json, call);
    } else {
      json.writeStringField("text", text);
    }
    if (thought) {
      json.writeBooleanField("thought", true);
    }
    if (signature != null) {
      json.writeStringField("thoughtSignature", GeminiTurnSignature.write(signature));
    }
    json.writeEndObject();
  }

  private static void writeCall(JsonGenerator json, ToolCall call) throws IOException {
    json.writeObjectFieldStart("functionCall");
    if (call.id() != null) {
      json.writeStringField("id", call.id());
    }
    json.writeStringField("name", call.name());
    json.writeFieldName("args");
    json.writeRawValue(call.arguments());
    json.writeEndObject();
  }
}
