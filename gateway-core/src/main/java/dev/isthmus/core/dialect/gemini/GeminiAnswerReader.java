package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.Stop;
import dev.isthmus.core.dialect.turn.TurnEvent.StopReason;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;
import java.util.BitSet;

/**
 * Reads response records: the one of a plain answer, or each of a stream. Remembers over the whole
 * answer which candidates spoke, and which called tools, because their last record may not say.
 *
 * <p>Errors: a record that is no response object breaks the answer's grammar.
 */
final class GeminiAnswerReader {
  private final BitSet spoke = new BitSet();
  private final BitSet called = new BitSet();

  void read(byte[] record, int length, TurnSink sink) throws IOException {
    try (JsonParser parser = TurnJson.parser(record, length)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        first = parser.nextToken(); // errors come wrapped in an array of one
        expectObject(parser, first);
        readResponse(parser, record, sink);
        parser.nextToken();
      } else {
        expectObject(parser, first);
        readResponse(parser, record, sink);
      }
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
    }
  }

  private void readResponse(JsonParser parser, byte[] record, TurnSink sink) throws IOException {
    boolean[] blocked = {false};
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "candidates" -> readCandidates(parser, record, sink);
            case "usageMetadata" -> new GeminiUsage().read(parser, sink);
            case "promptFeedback" -> blocked[0] = isBlocked(parser);
            case "error" -> sink.on(new TurnEvent.Broken(GeminiError.read(parser)));
            default -> parser.skipChildren();
          }
        });
    if (blocked[0] && spoke.isEmpty()) {
      sink.on(new Speaker(Role.ASSISTANT, 0));
      sink.on(new Stop(StopReason.FILTER));
    }
  }

  private void readCandidates(JsonParser parser, byte[] record, TurnSink sink) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expectObject(parser, parser.currentToken());
      GeminiCandidate candidate = new GeminiCandidate(record);
      candidate.read(parser);
      candidate.say(sink, spoke, called);
    }
  }

  private static boolean isBlocked(JsonParser parser) throws IOException {
    boolean[] blocked = {false};
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(
          parser,
          name -> {
            blocked[0] |= name.equals("blockReason") && parser.hasToken(JsonToken.VALUE_STRING);
            parser.skipChildren();
          });
    }
    return blocked[0];
  }

  private static void expectObject(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw new JsonParseException(parser, "no response object");
    }
  }
}
