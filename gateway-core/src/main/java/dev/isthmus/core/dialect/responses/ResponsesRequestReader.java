package dev.isthmus.core.dialect.responses;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnMembers;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSink;
import dev.isthmus.core.dialect.turn.TurnValues;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request without a tree. The input is read last, wherever it stands, because the
 * instructions that may follow it come before it. Borrows the body.
 */
final class ResponsesRequestReader {
  private final ByteBuf body;
  private final Losses losses;
  private final TurnSink sink;

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
      ResponsesSettings settings = new ResponsesSettings(parser, body, losses);
      new TurnMembers<>(ResponsesField.ALL, body, losses)
          .read(
              parser,
              field -> {
                switch (field) {
                  case INPUT -> input = slice(parser);
                  case INSTRUCTIONS -> instructions = TurnValues.text(parser, field.key());
                  default -> settings.read(field);
                }
              });
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

  private ByteBuf slice(JsonParser parser) throws IOException {
    int start = TurnJson.offset(parser);
    parser.skipChildren();
    parser.finishToken();
    int length = (int) parser.currentLocation().getByteOffset() - start;
    return body.slice(body.readerIndex() + start, length);
  }
}
