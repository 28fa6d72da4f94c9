package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.EmbeddingRequest;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads one request for embeddings. Borrows the body. */
final class EmbeddingRequestReader {
  /** OpenAI's own bound on the texts of one request. */
  private static final int MAX_TEXTS = 2048;

  /** More than any model's vectors have. */
  private static final int MAX_DIMENSIONS = 1 << 16;

  private static final String TEXT = "a string that is not empty";

  private final ByteBuf body;
  private final Losses losses;
  private final Set<String> seen = new HashSet<>();
  private final List<EmbeddingRequest.Item> texts = new ArrayList<>();
  private int dimensions = -1;

  /** The official clients do unless told otherwise. */
  private boolean base64;

  EmbeddingRequestReader(ByteBuf body, Losses losses) {
    this.body = body;
    this.losses = losses;
  }

  EmbeddingRequest read() throws IOException {
    try (JsonParser parser = TurnJson.parser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw TurnRefusal.invalid("body", "a JSON object");
      }
      TurnJson.members(parser, name -> readField(parser, name));
      if (parser.nextToken() != null) {
        throw TurnRefusal.invalid("body", "nothing after the JSON object");
      }
    }
    if (texts.isEmpty()) {
      throw TurnRefusal.invalid("input", "a string, or an array that is not empty");
    }
    return new EmbeddingRequest(
        "input", texts, dimensions, base64, EmbeddingRequest.Overlong.REFUSED);
  }

  private void readField(JsonParser parser, String name) throws IOException {
    switch (name) {
      case "input", "dimensions", "encoding_format", "user", "model" -> readKnown(parser, name);
      default -> leaveOut(parser, name);
    }
  }

  private void readKnown(JsonParser parser, String name) throws IOException {
    if (!seen.add(name)) {
      throw TurnRefusal.invalid(name, "one value and not two");
    }
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return;
    }
    switch (name) {
      case "input" -> readInput(parser);
      case "dimensions" -> dimensions = (int) TurnValues.integer(parser, name, 1, MAX_DIMENSIONS);
      case "encoding_format" -> base64 = isBase64(TurnValues.text(parser, name));
      case "user" -> leaveOut(parser, name);
      default -> parser.skipChildren();
    }
  }

  private void leaveOut(JsonParser parser, String name) throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_NULL)) {
      losses.drop(name);
      parser.skipChildren();
    }
  }

  private static boolean isBase64(String format) throws TurnRefusal {
    return switch (format) {
      case "base64" -> true;
      case "float" -> false;
      default -> throw TurnRefusal.invalid("encoding_format", "float or base64");
    };
  }

  private void readInput(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      readText(parser, "input");
      return;
    }
    TurnValues.array(
        parser,
        "input",
        param -> {
          if (texts.size() == MAX_TEXTS) {
            throw TurnRefusal.invalid("input", "at most " + MAX_TEXTS + " texts");
          }
          readText(parser, param);
        });
  }

  private void readText(JsonParser parser, String param) throws IOException {
    if (parser.currentToken().isNumeric() || parser.isExpectedStartArrayToken()) {
      throw TurnRefusal.unsupported(
          param, "text; this deployment takes no tokens by their numbers");
    }
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      throw TurnRefusal.invalid(param, TEXT);
    }
    int from = TurnJson.offset(parser);
    parser.finishToken();
    int to = (int) parser.currentLocation().getByteOffset();
    if (to - from == 2) {
      throw TurnRefusal.invalid(param, TEXT);
    }
    ByteBuf text = body.slice(body.readerIndex() + from, to - from);
    texts.add(new EmbeddingRequest.Item(text, null, null));
  }
}
