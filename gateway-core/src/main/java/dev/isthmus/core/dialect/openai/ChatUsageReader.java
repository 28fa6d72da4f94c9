package dev.isthmus.core.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.TurnEvent.Metered;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;

/**
 * Reads each {@code usage} of an answer. Some servers count in every chunk: as each is a running
 * total, the larger figure stands. Errors: figures that no answer can have are passed over.
 */
final class ChatUsageReader {
  /** Beyond any answer, and far enough below 2^63 that sums and prices of it stay exact. */
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  private long input = -1;
  private long cached;
  private long written;
  private long output = -1;
  private long reasoning;

  /** Reads the value that the parser stands on. */
  void read(JsonParser parser, TurnSink sink) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      parser.skipChildren();
      return;
    }
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "prompt_tokens" -> input = most(parser, input);
            case "completion_tokens" -> output = most(parser, output);
            case "prompt_tokens_details", "completion_tokens_details" -> readDetails(parser);
            default -> parser.skipChildren();
          }
        });
    if (input >= 0 || output >= 0) {
      sink.on(new Metered(usage()));
    }
  }

  private void readDetails(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      parser.skipChildren();
      return;
    }
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "cached_tokens" -> cached = most(parser, cached);
            case "cache_write_tokens" -> written = most(parser, written);
            case "reasoning_tokens" -> reasoning = most(parser, reasoning);
            default -> parser.skipChildren();
          }
        });
  }

  /** Parts are never larger than what they are part of. */
  private Usage usage() {
    long in = Math.max(0, input);
    long out = Math.max(0, output);
    long cachedInput = Math.min(cached, in);
    long cacheWrite = Math.min(written, in - cachedInput);
    return Usage.reported(in, cachedInput, cacheWrite, out, Math.min(reasoning, out));
  }

  private static long most(JsonParser parser, long known) throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
      parser.skipChildren();
      return known;
    }
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return known;
    }
    long tokens = parser.getLongValue();
    return tokens <= MOST_TOKENS ? Math.max(known, tokens) : known;
  }
}
