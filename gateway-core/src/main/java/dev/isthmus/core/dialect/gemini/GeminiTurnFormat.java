package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The form of the answer: its media type, and a schema in either of Google's two languages. */
final class GeminiTurnFormat {
  private final JsonParser parser;
  private final ByteBuf body;
  private final String param;
  private String type = "";
  private @Nullable String schema;

  GeminiTurnFormat(JsonParser parser, ByteBuf body, String param) {
    this.parser = parser;
    this.body = body;
    this.param = param;
  }

  void readType(String path) throws IOException {
    type = TurnValues.text(parser, path);
  }

  void readSchema(String path) throws IOException {
    keep(new GeminiTurnSchema(parser, body).read(), path);
  }

  void readJsonSchema(String path) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      throw TurnRefusal.invalid(path, "an object");
    }
    keep(TurnJson.raw(parser, body), path);
  }

  Format build() throws TurnRefusal {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "", "text/plain" -> {
        if (schema != null) {
          throw TurnRefusal.invalid(
              param + ".responseMimeType", "application/json beside a schema");
        }
        yield Format.TEXT;
      }
      case "application/json" ->
          schema == null ? Format.JSON : new Format(true, schema, null, false);
      case "text/x.enum" -> throw Losses.unsupported(param + ".responseMimeType");
      default ->
          throw TurnRefusal.invalid(param + ".responseMimeType", "text/plain or application/json");
    };
  }

  private void keep(String read, String path) throws TurnRefusal {
    if (schema != null) {
      throw TurnRefusal.invalid(path, "responseSchema or responseJsonSchema and not both");
    }
    schema = read;
  }
}
