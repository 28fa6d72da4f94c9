package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Usage;
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
              case "inputTokens" -> input = tokens(parser);
              case "outputTokens" -> output = tokens(parser);
              case "cacheReadInputTokens" -> cached = tokens(parser);
              case "cacheWriteInputTokens" -> cacheWrite = tokens(parser);
              default -> parser.skipChildren();
            }
          });
    } else {
      parser.skipChildren();
    }
    return input < 0
        ? null
        : new Metered(Usage.reported(input + cached + cacheWrite, cached, cacheWrite, output, 0));
  }

  private static long tokens(JsonParser parser) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
      return Math.max(0, parser.getIntValue());
    }
    parser.skipChildren();
    return 0;
  }
}
