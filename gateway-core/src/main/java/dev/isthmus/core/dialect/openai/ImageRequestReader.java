package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.ImageRequest;
import dev.isthmus.core.dialect.turn.ImageRequest.Size;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one request for images. Borrows the body. */
final class ImageRequestReader {
  /** OpenAI's own bound. */
  private static final int MAX_IMAGES = 10;

  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");

  private final ByteBuf body;
  private final Losses losses;
  private final Set<String> seen = new HashSet<>();
  private String prompt = "";
  private int count = 1;
  private @Nullable Size size;
  private @Nullable String format;

  ImageRequestReader(ByteBuf body, Losses losses) {
    this.body = body;
    this.losses = losses;
  }

  ImageRequest read() throws IOException {
    try (JsonParser parser = TurnJson.parser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw TurnRefusal.invalid("body", "a JSON object");
      }
      TurnJson.members(parser, name -> readField(parser, name));
      if (parser.nextToken() != null) {
        throw TurnRefusal.invalid("body", "nothing after the JSON object");
      }
    }
    if (prompt.isEmpty()) {
      throw TurnRefusal.invalid("prompt", "a string that is not empty");
    }
    return new ImageRequest(prompt, count, size, format);
  }

  private void readField(JsonParser parser, String name) throws IOException {
    if (!seen.add(name)) {
      throw TurnRefusal.invalid(name, "one value and not two");
    }
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return;
    }
    switch (name) {
      case "prompt" -> prompt = TurnValues.text(parser, name);
      case "n" -> count = (int) TurnValues.integer(parser, name, 1, MAX_IMAGES);
      case "size" -> size = size(TurnValues.text(parser, name));
      case "output_format" -> format = format(TurnValues.text(parser, name));
      case "response_format" -> checkResponse(TurnValues.text(parser, name));
      case "background" -> checkBackground(TurnValues.text(parser, name));
      case "quality", "moderation" -> leaveOutUnlessUsual(parser, name);
      case "model", "stream" -> parser.skipChildren();
      default -> leaveOut(parser, name);
    }
  }

  private void leaveOut(JsonParser parser, String name) throws IOException {
    losses.drop(name);
    parser.skipChildren();
  }

  private void leaveOutUnlessUsual(JsonParser parser, String name) throws IOException {
    String value = TurnValues.text(parser, name);
    if (!value.equals("auto") && !value.equals("standard")) {
      losses.drop(name);
    }
  }

  private static @Nullable Size size(String text) throws TurnRefusal {
    if (text.equals("auto")) {
      return null;
    }
    Matcher match = SIZE.matcher(text);
    if (!match.matches()) {
      throw TurnRefusal.invalid("size", "auto, or width and height such as 1024x1024");
    }
    return new Size(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
  }

  private static String format(String text) throws TurnRefusal {
    return switch (text) {
      case "png", "jpeg", "webp" -> text;
      default -> throw TurnRefusal.invalid("output_format", "png, jpeg or webp");
    };
  }

  private static void checkResponse(String text) throws TurnRefusal {
    switch (text) {
      case "b64_json" -> {}
      case "url" ->
          throw TurnRefusal.unsupported(
              "response_format", "b64_json; this deployment's images have no address");
      default -> throw TurnRefusal.invalid("response_format", "b64_json or url");
    }
  }

  private static void checkBackground(String text) throws TurnRefusal {
    switch (text) {
      case "auto", "opaque" -> {}
      case "transparent" ->
          throw TurnRefusal.unsupported("background", "auto or opaque at this deployment");
      default -> throw TurnRefusal.invalid("background", "auto, opaque or transparent");
    }
  }
}
