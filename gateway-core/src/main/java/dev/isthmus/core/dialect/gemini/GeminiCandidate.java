package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.dialect.turn.TurnEvent;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One candidate of one record; it is held until read because its index may come last. */
final class GeminiCandidate {
  /** More candidates than any model gives; bounds what an answer can make us keep. */
  private static final int MAX_INDEX = 127;

  private final byte[] record;
  private final List<TurnEvent> said = new ArrayList<>();
  private int index;
  private boolean calls;
  private @Nullable String finishReason;

  GeminiCandidate(byte[] record) {
    this.record = record;
  }

  void read(JsonParser parser) throws IOException {
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "content" -> readContent(parser);
            case "index" -> index = readIndex(parser);
            case "finishReason" -> finishReason = parser.getValueAsString();
            case "logprobsResult" -> new GeminiLogprobs().read(parser, said::add);
            default -> parser.skipChildren();
          }
        });
  }

  /** Says what was read; the sets hold the indices of candidates that spoke and called before. */
  void say(TurnSink sink, BitSet spoke, BitSet called) throws IOException {
    spoke.set(index);
    if (calls) {
      called.set(index);
    }
    sink.on(new Speaker(Role.ASSISTANT, index));
    for (TurnEvent event : said) {
      sink.on(event);
    }
    if (finishReason != null) {
      sink.on(GeminiFinish.event(finishReason, called.get(index)));
    }
  }

  private void readContent(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      return;
    }
    TurnJson.members(
        parser,
        name -> {
          if (name.equals("parts") && parser.isExpectedStartArrayToken()) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
              readPart(parser);
            }
          } else {
            parser.skipChildren();
          }
        });
  }

  private void readPart(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      throw new JsonParseException(parser, "no part");
    }
    GeminiPart part = new GeminiPart(record);
    part.read(parser);
    calls |= part.isCall();
    part.say(said::add);
  }

  private static int readIndex(JsonParser parser) throws IOException {
    int index = parser.getValueAsInt(-1);
    if (index < 0 || index > MAX_INDEX) {
      throw new JsonParseException(parser, "candidate index out of range");
    }
    return index;
  }
}
