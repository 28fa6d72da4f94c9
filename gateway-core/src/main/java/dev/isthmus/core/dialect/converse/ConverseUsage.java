package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.TokenCounts;
import dev.isthmus.core.dialect.turn.TurnEvent.Metered;
import dev.isthmus.core.dialect.turn.TurnJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code usage}. Its input leaves out what was read from and written to the cache; thoughts
 * are within its output and not counted apart.
 */
final class ConverseUsage {
  private long input = -1;
  private long cached;
  private long cacheWrite;
  private long output;

  /** Null where the parser stands on no usage. */
  @Nullable Metered read(JsonParser parser) throws IOException {
    if (parser.isExpectedStartObjectToken()) {
      TurnJson.members(
          parser,
          name -> {
            switch (name) {
              case "inputTokens" -> input = TokenCounts.read(parser, input);
              case "outputTokens" -> output = TokenCounts.read(parser, output);
              case "cacheReadInputTokens" -> cached = TokenCounts.read(parser, cached);
              case "cacheWriteInputTokens" -> cacheWrite = TokenCounts.read(parser, cacheWrite);
              default -> parser.skipChildren();
            }
          });
    } else {
      parser.skipChildren();
    }
    if (input < 0) {
      return null;
    }
    long all = input + cached + cacheWrite;
    return new Metered(TokenCounts.reported(all, cached, cacheWrite, output, 0));
  }
}
