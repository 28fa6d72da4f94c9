package dev.isthmus.server.boot;

import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.gemini.GeminiSide;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.turn.Translator;
import dev.isthmus.core.dialect.turn.TurnTranslator;
import dev.isthmus.core.exchange.Engine;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The translations there are: from each dialect that callers speak to each that only providers do.
 */
final class Translators implements Engine.Translators {
  private static final Map<String, Translator> FROM_OPENAI =
      Map.of("gemini", new TurnTranslator(new ChatTurnSide(), new GeminiSide()));

  @Override
  public @Nullable Translator between(Dialect caller, String provider) {
    return caller.name().equals("openai") ? FROM_OPENAI.get(provider) : null;
  }
}
