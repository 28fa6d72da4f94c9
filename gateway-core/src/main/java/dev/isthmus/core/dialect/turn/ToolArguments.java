package dev.isthmus.core.dialect.turn;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes the arguments of a tool call where the provider's dialect takes objects alone. */
public final class ToolArguments {
  private ToolArguments() {}

  /**
   * Writes an object. A model's broken arguments stay in the conversation for good, so that
   * refusing them would end it: they are wrapped, and the model can still see its mistake.
   *
   * @throws TurnRefusal where they are broken and only the caller's own form will do
   */
  public static void write(JsonGenerator json, String arguments, Losses losses) throws IOException {
    if (arguments.isBlank()) {
      json.writeStartObject();
      json.writeEndObject();
    } else if (TurnJson.isObject(arguments)) {
      json.writeRawValue(arguments);
    } else {
      losses.reshapeToolArguments("expected a JSON object");
      json.writeStartObject();
      json.writeStringField("arguments", arguments);
      json.writeEndObject();
    }
  }
}
