package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.DataUrl;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads one image, sound or file. Its bytes stay where they are in the request's body. */
final class ChatTurnMedia {
  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private final String param;

  /** The value of the object's main member, without its quotes. */
  private @Nullable ByteBuf value;

  ChatTurnMedia(JsonParser parser, ByteBuf body, Losses losses, String param) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
    this.param = param;
  }

  /** By value, or by an address that the provider may follow: the gateway does not. */
  Media readImage() throws IOException {
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      value = TurnJson.plainString(parser, body, param);
    } else {
      TurnValues.object(
          parser,
          param,
          key -> {
            switch (key) {
              case "url" -> value = TurnJson.plainString(parser, body, param + ".url");
              case "detail" -> readDetail();
              default -> parser.skipChildren();
            }
          });
    }
    ByteBuf url = required("url");
    if (startsWith(url, "data:")) {
      return byValue(url, ".url", null);
    }
    if (startsWith(url, "https://") || startsWith(url, "http://") || startsWith(url, "gs://")) {
      return Media.image(null, null, url.toString(StandardCharsets.US_ASCII));
    }
    throw TurnRefusal.invalid(param + ".url", "a data, https or gs URL");
  }

  Media readAudio() throws IOException {
    String[] format = {""};
    TurnValues.object(
        parser,
        param,
        key -> {
          switch (key) {
            case "data" -> value = TurnJson.plainString(parser, body, param + ".data");
            case "format" -> format[0] = TurnValues.text(parser, param + ".format");
            default -> parser.skipChildren();
          }
        });
    String type =
        switch (format[0]) {
          case "wav" -> "audio/wav";
          case "mp3" -> "audio/mp3";
          default -> throw TurnRefusal.invalid(param + ".format", "wav or mp3");
        };
    return new Media(Media.Kind.AUDIO, type, required("data"), null, null);
  }

  /** Uploaded files live at another provider, so that an id names nothing here. */
  Media readFile() throws IOException {
    String[] title = {null};
    TurnValues.object(
        parser,
        param,
        key -> {
          switch (key) {
            case "file_data" -> value = TurnJson.plainString(parser, body, param + ".file_data");
            case "filename" -> title[0] = TurnValues.text(parser, param + ".filename");
            case "file_id" -> throw Losses.unsupported(param + ".file_id");
            default -> parser.skipChildren();
          }
        });
    return byValue(required("file_data"), ".file_data", title[0]);
  }

  private Media byValue(ByteBuf url, String key, @Nullable String title) throws TurnRefusal {
    Media media = DataUrl.media(url, title);
    if (media != null) {
      return media;
    }
    throw TurnRefusal.invalid(param + key, "data:<type>;base64,<data>");
  }

  private void readDetail() throws IOException {
    if (!TurnValues.text(parser, param + ".detail").equals("auto")) {
      losses.drop("messages.content.image_url.detail");
    }
  }

  private ByteBuf required(String key) throws TurnRefusal {
    if (value == null) {
      throw TurnRefusal.invalid(param + "." + key, "a string");
    }
    return value;
  }

  private static boolean startsWith(ByteBuf value, String prefix) {
    return value.readableBytes() >= prefix.length()
        && value
            .toString(value.readerIndex(), prefix.length(), StandardCharsets.US_ASCII)
            .equalsIgnoreCase(prefix);
  }
}
