package dev.isthmus.core.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.TokenCounts;
import dev.isthmus.core.dialect.turn.TurnEvent.Metered;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;

/**
 * Reads {@code usage}, which a stream says more than once: each number replaces the one before.
 * Input leaves out what was read from the cache and written to it; output includes thoughts.
 */
final class ClaudeUsage {
  private long uncached;
  private long cached;
  private long cacheWrite;
  private long hourCacheWrite;
  private long output;
  private long thoughts;
  private boolean seen;
  private boolean counted;

  /** What stands at the start of a stream, where next to nothing is known of the output. */
  void readStart(JsonParser parser) throws IOException {
    read(parser);
    counted = false;
  }

  void read(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      parser.skipChildren();
      return;
    }
    seen = true;
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "input_tokens" -> uncached = TokenCounts.read(parser, uncached);
            case "cache_read_input_tokens" -> cached = TokenCounts.read(parser, cached);
            case "cache_creation_input_tokens" -> cacheWrite = TokenCounts.read(parser, cacheWrite);
            case "cache_creation" ->
                hourCacheWrite = countOf(parser, "ephemeral_1h_input_tokens", hourCacheWrite);
            case "output_tokens" -> {
              counted |= parser.hasToken(JsonToken.VALUE_NUMBER_INT);
              output = TokenCounts.read(parser, output);
            }
            case "output_tokens_details" -> thoughts = countOf(parser, "thinking_tokens", thoughts);
            default -> parser.skipChildren();
          }
        });
  }

  /** Whether anything was counted at all. */
  boolean isSeen() {
    return seen;
  }

  /** What the answer cost, or of one that goes on what is known of it: the prompt, mostly. */
  Metered metered() {
    long input = uncached + cached + cacheWrite;
    Usage usage =
        counted
            ? TokenCounts.reported(input, cached, cacheWrite, output, thoughts)
            : Usage.unfinished(input, cached, cacheWrite, output);
    return new Metered(usage.keptForAnHour(hourCacheWrite));
  }

  /** One count of an object of them; {@code known} where it is not there. */
  private static long countOf(JsonParser parser, String wanted, long known) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      parser.skipChildren();
      return known;
    }
    long[] count = {known};
    TurnJson.members(
        parser,
        name -> {
          if (name.equals(wanted)) {
            count[0] = TokenCounts.read(parser, known);
          } else {
            parser.skipChildren();
          }
        });
    return count[0];
  }
}
