package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.TokenCounts;
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
            case "promptTokenCount" -> prompt = TokenCounts.read(parser, prompt);
            case "cachedContentTokenCount" -> cached = TokenCounts.read(parser, cached);
            case "candidatesTokenCount" -> candidates = TokenCounts.read(parser, candidates);
            case "thoughtsTokenCount" -> thoughts = TokenCounts.read(parser, thoughts);
            case "toolUsePromptTokenCount" -> toolUse = TokenCounts.read(parser, toolUse);
            default -> parser.skipChildren();
          }
        });
    if (prompt > 0) { // some records only name the kind of traffic
      sink.on(
          new Metered(
              TokenCounts.reported(prompt + toolUse, cached, 0, candidates + thoughts, thoughts)));
    }
  }
}
