package dev.isthmus.core.dialect.openai;

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

/** Reads {@code response_format}. */
final class ChatTurnFormat {
  private static final String PARAM = "response_format";

  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private String type = "text";
  private boolean described;
  private @Nullable String schema;
  private @Nullable String name;
  private boolean strict;

  ChatTurnFormat(JsonParser parser, ByteBuf body, Losses losses) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
  }

  void read() throws IOException {
    TurnValues.object(
        parser,
        PARAM,
        name -> {
          switch (name) {
            case "type" -> type = TurnValues.text(parser, PARAM + ".type");
            case "json_schema" -> {
              described = true;
              readSchema(PARAM + ".json_schema");
            }
            default -> parser.skipChildren();
          }
        });
  }

  Format build() throws TurnRefusal {
    return switch (type) {
      case "text" -> Format.TEXT;
      case "json_object" -> Format.JSON;
      case "json_schema" -> {
        if (!described) {
          throw TurnRefusal.invalid(PARAM + ".json_schema", "an object");
        }
        yield new Format(true, schema, name, strict);
      }
      default -> throw TurnRefusal.invalid(PARAM + ".type", "text, json_object or json_schema");
    };
  }

  private void readSchema(String param) throws IOException {
    TurnValues.object(
        parser,
        param,
        key -> {
          String path = param + "." + key;
          switch (key) {
            case "schema" -> schema = rawObject(path);
            case "name" -> name = TurnValues.text(parser, path);
            case "strict" -> strict = flag(path);
            case "description" -> {
              losses.drop(path);
              parser.skipChildren();
            }
            default -> parser.skipChildren();
          }
        });
  }

  /** Null is what a client writes that does not care. */
  private boolean flag(String param) throws IOException {
    return !parser.hasToken(JsonToken.VALUE_NULL) && TurnValues.flag(parser, param);
  }

  private String rawObject(String param) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      throw TurnRefusal.invalid(param, "an object");
    }
    return TurnJson.raw(parser, body);
  }
}
