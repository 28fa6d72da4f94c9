package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads {@code text}: the form of the answer, and how wordy it should be. */
final class ResponsesFormat {
  private static final String PARAM = "text.format";

  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private String type = "text";
  private @Nullable String schema;
  private @Nullable String name;
  private boolean strict;

  ResponsesFormat(JsonParser parser, ByteBuf body, Losses losses) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
  }

  void read() throws IOException {
    TurnValues.object(
        parser,
        "text",
        key -> {
          switch (key) {
            case "format" -> TurnValues.object(parser, PARAM, this::readFormat);
            case "verbosity" -> readVerbosity("text.verbosity");
            default -> {
              losses.drop("text." + key);
              parser.skipChildren();
            }
          }
        });
  }

  Format build() throws TurnRefusal {
    return switch (type) {
      case "text" -> Format.TEXT;
      case "json_object" -> Format.JSON;
      case "json_schema" -> {
        if (name == null || name.isEmpty()) {
          throw TurnRefusal.invalid(PARAM + ".name", "a name");
        }
        if (schema == null) {
          throw TurnRefusal.invalid(PARAM + ".schema", "an object");
        }
        yield new Format(true, schema, name, strict);
      }
      default -> throw TurnRefusal.invalid(PARAM + ".type", "text, json_object or json_schema");
    };
  }

  private void readFormat(String key) throws IOException {
    String path = PARAM + "." + key;
    switch (key) {
      case "type" -> type = TurnValues.text(parser, path);
      case "name" -> name = TurnValues.text(parser, path);
      case "schema" -> schema = rawObject(path);
      case "strict" -> strict = TurnValues.flag(parser, path);
      default -> {
        losses.drop(path);
        parser.skipChildren();
      }
    }
  }

  private void readVerbosity(String param) throws IOException {
    if (!TurnValues.text(parser, param).equals("medium")) {
      losses.drop(param);
    }
  }

  private String rawObject(String param) throws IOException {
    if (!parser.hasToken(JsonToken.START_OBJECT)) {
      throw TurnRefusal.invalid(param, "an object");
    }
    return TurnJson.raw(parser, body);
  }
}
