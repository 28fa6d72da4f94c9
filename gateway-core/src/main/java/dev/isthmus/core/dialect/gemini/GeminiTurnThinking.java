package dev.isthmus.core.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings.Effort;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import dev.isthmus.core.dialect.turn.TurnValues;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code thinkingConfig}. Thoughts come where a provider shows them, asked for or not. */
final class GeminiTurnThinking {
  private final JsonParser parser;
  private final Losses losses;
  private final String param;
  private @Nullable Long budget;
  private @Nullable Effort level;

  GeminiTurnThinking(JsonParser parser, Losses losses, String param) {
    this.parser = parser;
    this.losses = losses;
    this.param = param;
  }

  void read() throws IOException {
    TurnValues.object(
        parser,
        param,
        name -> {
          String path = param + "." + name;
          String key = GeminiTurnKey.camel(name);
          switch (key) {
            case "thinkingBudget" ->
                budget = TurnValues.integer(parser, path, -1, Integer.MAX_VALUE);
            case "thinkingLevel" -> level = level(TurnValues.text(parser, path), path);
            case "includeThoughts" -> TurnValues.flag(parser, path);
            default -> {
              losses.drop(param + "." + key);
              parser.skipChildren();
            }
          }
        });
  }

  @Nullable Thinking build() throws TurnRefusal {
    if (budget != null && level != null) {
      throw TurnRefusal.invalid(param, "thinkingBudget or thinkingLevel and not both");
    }
    return budget == null && level == null ? null : new Thinking(level, budget);
  }

  private static @Nullable Effort level(String text, String path) throws TurnRefusal {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "MINIMAL" -> Effort.MINIMAL;
      case "LOW" -> Effort.LOW;
      case "MEDIUM" -> Effort.MEDIUM;
      case "HIGH" -> Effort.HIGH;
      case "THINKING_LEVEL_UNSPECIFIED" -> null;
      default -> throw TurnRefusal.invalid(path, "MINIMAL, LOW, MEDIUM or HIGH");
    };
  }
}
