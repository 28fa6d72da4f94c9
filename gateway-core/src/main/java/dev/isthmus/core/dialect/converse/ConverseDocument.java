package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One plain answer; it is held until read because its members come in any order.
 *
 * <p>Errors: an answer that is no object, or does not say why it is over, breaks its grammar.
 */
final class ConverseDocument {
  private final byte[] document;
  private final ConverseIssuer issuer;
  private final List<TurnEvent> said = new ArrayList<>();
  private @Nullable String stopReason;
  private @Nullable TurnEvent metered;

  ConverseDocument(byte[] document, ConverseIssuer issuer) {
    this.document = document;
    this.issuer = issuer;
  }

  void read(int length, TurnSink sink) throws IOException {
    try (JsonParser parser = TurnJson.parser(document, length)) {
      expectObject(parser, parser.nextToken());
      TurnJson.members(parser, name -> readMember(parser, name));
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
      if (stopReason == null) {
        throw new JsonParseException(parser, "an answer that does not say why it is over");
      }
      say(stopReason, sink);
    }
  }

  private void readMember(JsonParser parser, String name) throws IOException {
    switch (name) {
      case "output" -> readWithin(parser, "message", () -> readMessage(parser));
      case "stopReason" -> stopReason = parser.getValueAsString();
      case "usage" -> metered = new ConverseUsage().read(parser);
      default -> {}
    }
    parser.skipChildren();
  }

  private void readMessage(JsonParser parser) throws IOException {
    readWithin(
        parser,
        "content",
        () -> {
          if (parser.isExpectedStartArrayToken()) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
              expectObject(parser, parser.currentToken());
              new ConverseBlock(document, issuer).read(parser, said::add);
            }
          }
        });
  }

  private void say(String reason, TurnSink sink) throws IOException {
    sink.on(new Speaker(Role.ASSISTANT, 0));
    boolean called = false;
    for (TurnEvent event : said) {
      called |= event instanceof ToolCall;
      sink.on(event);
    }
    if (metered != null) {
      sink.on(metered);
    }
    sink.on(ConverseStop.event(reason, called));
  }

  /** Reads the one member of the object that the parser stands on, and passes over all else. */
  private static void readWithin(JsonParser parser, String member, Step value) throws IOException {
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(
          parser,
          name -> {
            if (name.equals(member)) {
              value.run();
            }
            parser.skipChildren();
          });
    }
  }

  private static void expectObject(JsonParser parser, @Nullable JsonToken token)
      throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw new JsonParseException(parser, "no object where one must stand");
    }
  }

  private interface Step {
    void run() throws IOException;
  }
}
