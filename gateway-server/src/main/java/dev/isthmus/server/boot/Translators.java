package dev.isthmus.server.boot;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.anthropic.ClaudeSide;
import dev.isthmus.core.dialect.anthropic.MessagesTurnSide;
import dev.isthmus.core.dialect.converse.ConverseSide;
import dev.isthmus.core.dialect.gemini.GeminiSide;
import dev.isthmus.core.dialect.openai.ChatSide;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.responses.ResponsesTurnSide;
import dev.isthmus.core.dialect.turn.CallerSide;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.Translator;
import dev.isthmus.core.dialect.turn.TurnTranslator;
import dev.isthmus.core.exchange.Engine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The translations there are: from each dialect that callers speak to each that only providers do.
 */
final class Translators implements Engine.Translators {
  private static final List<CallerSide> CALLERS =
      List.of(new ChatTurnSide(), new ResponsesTurnSide(), new MessagesTurnSide());
  private static final List<ProviderSide> PROVIDERS =
      List.of(
          new ChatSide(true),
          new ChatSide(false),
          new ClaudeSide(ClaudeSide.Form.DIRECT),
          new ClaudeSide(ClaudeSide.Form.VERTEX),
          new GeminiSide(),
          new ConverseSide());
  private static final Map<String, Map<String, Translator>> ALL = all();

  private static Map<String, Map<String, Translator>> all() {
    Map<String, Map<String, Translator>> all = new HashMap<>();
    for (CallerSide caller : CALLERS) {
      Map<String, Translator> from = new HashMap<>();
      for (ProviderSide provider : PROVIDERS) {
        from.put(provider.name(), new TurnTranslator(caller, provider));
      }
      all.put(caller.name(), from);
    }
    return all;
  }

  @Override
  public @Nullable Translator between(Dialect caller, Operation operation, String provider) {
    return switch (operation) {
      case CHAT -> ALL.getOrDefault(caller.name(), Map.of()).get(provider);
      // The same dialect in name: what sets a response apart is what is asked for.
      case RESPONSE -> ALL.getOrDefault("responses", Map.of()).get(provider);
      case COMPLETION, EMBEDDING, INFER -> null;
    };
  }
}
