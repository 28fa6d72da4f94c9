package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.DataUrl;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One part of an item's content. The bytes of media stay where they are in the request's body. */
final class ResponsesInputPart {
  private final JsonParser parser;
  private final ByteBuf body;
  private final Losses losses;
  private final String param;

  /** Its short members, by their path inside the part. */
  private final Map<String, String> texts = new HashMap<>();

  /** Its large members, by their path inside the part. */
  private final Map<String, ByteBuf> values = new HashMap<>();

  ResponsesInputPart(JsonParser parser, ByteBuf body, Losses losses, String param) {
    this.parser = parser;
    this.body = body;
    this.losses = losses;
    this.param = param;
  }

  /** Null where the part is left out. */
  @Nullable TurnEvent read() throws IOException {
    TurnValues.object(parser, param, this::readMember);
    return switch (texts.getOrDefault("type", "")) {
      case "input_text", "output_text", "reasoning_text" -> new Text(text("text"));
      case "input_image" -> image();
      case "input_file" -> file();
      case "input_audio" -> audio();
      case "refusal" -> {
        text("refusal");
        losses.drop("input.content.refusal");
        yield null;
      }
      default ->
          throw TurnRefusal.invalid(
              param + ".type", "input_text, input_image, input_file, output_text or refusal");
    };
  }

  private void readMember(String key) throws IOException {
    String path = param + "." + key;
    switch (key) {
      case "type", "text", "refusal", "filename", "file_url" ->
          texts.put(key, TurnValues.text(parser, path));
      case "image_url", "file_data" -> values.put(key, TurnJson.plainString(parser, body, path));
      case "input_audio" -> TurnValues.object(parser, path, this::readAudio);
      case "detail" -> readDetail(path);
      case "file_id" -> throw Losses.unsupported(path); // uploaded to another provider
      case "annotations", "logprobs" -> parser.skipChildren(); // come back as they were given
      default -> {
        losses.drop("input.content." + key);
        parser.skipChildren();
      }
    }
  }

  private void readAudio(String key) throws IOException {
    String name = "input_audio." + key;
    switch (key) {
      case "data" -> values.put(name, TurnJson.plainString(parser, body, param + "." + name));
      case "format" -> texts.put(name, TurnValues.text(parser, param + "." + name));
      default -> parser.skipChildren();
    }
  }

  private void readDetail(String path) throws IOException {
    if (!TurnValues.text(parser, path).equals("auto")) {
      losses.drop("input.content.detail");
    }
  }

  /** By value, or by an address that the provider may follow: the gateway does not. */
  private Media image() throws TurnRefusal {
    ByteBuf url = value("image_url");
    Media media = DataUrl.media(url, null);
    if (media != null) {
      return media;
    }
    String address = url.toString(StandardCharsets.US_ASCII);
    if (!isAddress(address)) {
      throw TurnRefusal.invalid(param + ".image_url", "a data, https or gs URL");
    }
    return Media.image(null, null, address);
  }

  private Media file() throws TurnRefusal {
    String title = texts.get("filename");
    String address = texts.get("file_url");
    if (address == null) {
      Media media = DataUrl.media(value("file_data"), title);
      if (media == null) {
        throw TurnRefusal.invalid(param + ".file_data", "data:<type>;base64,<data>");
      }
      return media;
    }
    if (!isAddress(address)) {
      throw TurnRefusal.invalid(param + ".file_url", "an https or gs URL");
    }
    return new Media(Media.Kind.DOCUMENT, null, null, address, title);
  }

  private Media audio() throws TurnRefusal {
    String type =
        switch (text("input_audio.format")) {
          case "wav" -> "audio/wav";
          case "mp3" -> "audio/mp3";
          default -> throw TurnRefusal.invalid(param + ".input_audio.format", "wav or mp3");
        };
    return new Media(Media.Kind.AUDIO, type, value("input_audio.data"), null, null);
  }

  private String text(String key) throws TurnRefusal {
    String text = texts.get(key);
    if (text == null) {
      throw TurnRefusal.invalid(param + "." + key, "a string");
    }
    return text;
  }

  private ByteBuf value(String key) throws TurnRefusal {
    ByteBuf value = values.get(key);
    if (value == null) {
      throw TurnRefusal.invalid(param + "." + key, "a string");
    }
    return value;
  }

  private static boolean isAddress(String url) {
    return startsWith(url, "https://") || startsWith(url, "http://") || startsWith(url, "gs://");
  }

  private static boolean startsWith(String url, String scheme) {
    return url.regionMatches(true, 0, scheme, 0, scheme.length());
  }
}
