package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isthmus.core.call.Usage;
import dev.isthmus.core.dialect.turn.TurnEvent.Metered;
import dev.isthmus.core.dialect.turn.TurnJson;
import dev.isthmus.core.dialect.turn.TurnSink;
import java.io.IOException;

/**
 * Reads {@code usageMetadata}. Its prompt includes cached tokens; its candidates leave thoughts
 * out, and tokens that tools put into the prompt are counted apart.
 */
final class GeminiUsage {
  private long prompt;
  private long cached;
  private long candidates;
  private long thoughts;
  private long toolUse;

  void read(JsonParser parser, TurnSink sink) throws IOException {
    if (!parser.isExpectedStartObjectToken()) {
      parser.skipChildren();
      return;
    }
    TurnJson.members(
        parser,
        name -> {
          switch (name) {
            case "promptTokenCount" -> prompt = tokens(parser);
            case "cachedContentTokenCount" -> cached = tokens(parser);
            case "candidatesTokenCount" -> candidates = tokens(parser);
            case "thoughtsTokenCount" -> thoughts = tokens(parser);
            case "toolUsePromptTokenCount" -> toolUse = tokens(parser);
            default -> parser.skipChildren();
          }
        });
    if (prompt > 0) { // some records only name the kind of traffic
      sink.on(
          new Metered(
              Usage.reported(prompt + toolUse, cached, 0, candidates + thoughts, thoughts)));
    }
  }

  private static long tokens(JsonParser parser) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
      return Math.max(0, parser.getIntValue());
    }
    parser.skipChildren();
    return 0;
  }
}
