package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads {@code response_format}. The schema's name is a label and means nothing elsewhere. */
final class ChatTurnFormat {
  private static final String PARAM = "response_format";

  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private String type = "text";
  private boolean described;
  private @Nullable String schema;

  ChatTurnFormat(JsonParser parser, ByteBuf body, Losses losses) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
  }

  void read() throws IOException {
    ChatTurnValues.object(
        parser,
        PARAM,
        name -> {
          switch (name) {
            case "type" -> type = ChatTurnValues.text(parser, PARAM + ".type");
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
        yield new Format(true, schema);
      }
      default -> throw TurnRefusal.invalid(PARAM + ".type", "text, json_object or json_schema");
    };
  }

  private void readSchema(String param) throws IOException {
    ChatTurnValues.object(
        parser,
        param,
        name -> {
          if (name.equals("schema")) {
            if (!parser.isExpectedStartObjectToken()) {
              throw TurnRefusal.invalid(param + ".schema", "an object");
            }
            schema = TurnJson.raw(parser, body);
          } else if (name.equals("description")) {
            losses.drop(param + ".description");
          } else {
            parser.skipChildren();
          }
        });
  }
}
