package dev.isthmus.core.dialect.converse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
  private long hourCacheWrite;
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
              case "cacheDetails" -> readLifetimes(parser);
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
    return new Metered(
        TokenCounts.reported(all, cached, cacheWrite, output, 0).keptForAnHour(hourCacheWrite));
  }

  /** What was written, by how long it is kept: {@code [{ttl, inputTokens}]}. */
  private void readLifetimes(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      parser.skipChildren();
      return;
    }
    hourCacheWrite = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      readLifetime(parser);
    }
  }

  private void readLifetime(JsonParser parser) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      parser.skipChildren();
      return;
    }
    String ttl = "";
    long tokens = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("ttl") && parser.hasToken(JsonToken.VALUE_STRING)) {
        ttl = parser.getText();
      } else if (name.equals("inputTokens")) {
        tokens = TokenCounts.read(parser, tokens);
      } else {
        parser.skipChildren();
      }
    }
    hourCacheWrite += ttl.equals("1h") ? tokens : 0;
  }
}
