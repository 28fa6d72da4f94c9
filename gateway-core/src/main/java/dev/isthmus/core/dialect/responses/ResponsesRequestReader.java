package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.Fate;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSink;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request without a tree. The input is read last, wherever it stands, because the
 * instructions that may follow it come before it. Borrows the body.
 */
final class ResponsesRequestReader {
  private final ByteBuf body;
  private final Losses losses;
  private final TurnSink sink;
  private final EnumSet<ResponsesField> seen = EnumSet.noneOf(ResponsesField.class);

  /** Where the input stands in the body. */
  private @Nullable ByteBuf input;

  private String instructions = "";

  ResponsesRequestReader(ByteBuf body, Losses losses, TurnSink sink) {
    this.body = body;
    this.losses = losses;
    this.sink = sink;
  }

  TurnSettings read() throws IOException {
    try (JsonParser parser = TurnJson.parser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw TurnRefusal.invalid("body", "a JSON object");
      }
      ResponsesSettings settings = new ResponsesSettings(parser, body, losses);
      TurnJson.members(parser, key -> readField(parser, key, settings));
      if (parser.nextToken() != null) {
        throw TurnRefusal.invalid("body", "nothing after the JSON object");
      }
      say();
      return settings.build();
    }
  }

  private void say() throws IOException {
    if (input == null) {
      throw TurnRefusal.invalid("input", "a string or an array of items");
    }
    if (!instructions.isEmpty()) {
      sink.on(new SystemText(instructions));
    }
    new ResponsesInput(input, losses, sink).read();
  }

  private void readField(JsonParser parser, String key, ResponsesSettings settings)
      throws IOException {
    ResponsesField field = ResponsesField.of(key);
    if (field != null && !seen.add(field)) {
      throw TurnRefusal.invalid(key, "one value and not two");
    }
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return;
    }
    if (field == null) {
      losses.drop(key);
      parser.skipChildren();
      return;
    }
    switch (field.fate()) {
      case KNOWN -> parser.skipChildren();
      case DROPPED, REFUSED -> leaveOut(parser, field);
      case CARRIED -> {
        switch (field) {
          case INPUT -> input = slice(parser);
          case INSTRUCTIONS -> instructions = TurnValues.text(parser, key);
          default -> settings.read(field);
        }
      }
    }
  }

  private ByteBuf slice(JsonParser parser) throws IOException {
    int start = TurnJson.offset(parser);
    parser.skipChildren();
    parser.finishToken();
    int length = (int) parser.currentLocation().getByteOffset() - start;
    return body.slice(body.readerIndex() + start, length);
  }

  private void leaveOut(JsonParser parser, ResponsesField field) throws IOException {
    if (field.isWithoutEffect(TurnJson.compact(TurnJson.raw(parser, body)))) {
      return;
    }
    if (field.fate() == Fate.REFUSED) {
      throw Losses.unsupported(field.key());
    }
    losses.drop(field.key());
  }
}
