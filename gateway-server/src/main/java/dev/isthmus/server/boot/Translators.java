package dev.isthmus.server.boot;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.anthropic.ClaudeCountSide;
import dev.isthmus.core.dialect.anthropic.ClaudeSide;
import dev.isthmus.core.dialect.anthropic.MessagesTurnSide;
import dev.isthmus.core.dialect.converse.ConverseCountSide;
import dev.isthmus.core.dialect.converse.ConverseSide;
import dev.isthmus.core.dialect.converse.InvokeEmbeddingSide;
import dev.isthmus.core.dialect.gemini.GeminiCountSide;
import dev.isthmus.core.dialect.gemini.GeminiEmbeddingForm;
import dev.isthmus.core.dialect.gemini.GeminiEmbeddingSide;
import dev.isthmus.core.dialect.gemini.GeminiEmbeddingTurnSide;
import dev.isthmus.core.dialect.gemini.GeminiSide;
import dev.isthmus.core.dialect.gemini.GeminiTurnSide;
import dev.isthmus.core.dialect.openai.ChatPartsSide;
import dev.isthmus.core.dialect.openai.ChatSide;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.openai.EmbeddingTurnSide;
import dev.isthmus.core.dialect.openai.ImageTranslator;
import dev.isthmus.core.dialect.openai.OpenAiEmbeddingSide;
import dev.isthmus.core.dialect.openai.ResponsesCountSide;
import dev.isthmus.core.dialect.responses.ResponsesTurnSide;
import dev.isthmus.core.dialect.stability.StabilitySide;
import dev.isthmus.core.dialect.turn.CallerSide;
import dev.isthmus.core.dialect.turn.CountSide;
import dev.isthmus.core.dialect.turn.CountTranslator;
import dev.isthmus.core.dialect.turn.EmbeddingCaller;
import dev.isthmus.core.dialect.turn.EmbeddingSide;
import dev.isthmus.core.dialect.turn.EmbeddingTranslator;
import dev.isthmus.core.dialect.turn.ImageSide;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.dialect.turn.Translator;
import dev.isthmus.core.dialect.turn.TurnTranslator;
import dev.isthmus.core.exchange.Engine;
import dev.isthmus.server.http.Tongue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The translations there are: from each dialect that callers speak to each that only providers do.
 */
final class Translators implements Engine.Translators {
  static final List<CallerSide> CALLERS =
      List.of(
          new ChatTurnSide(),
          new ResponsesTurnSide(),
          new MessagesTurnSide(),
          new GeminiTurnSide());
  static final List<ProviderSide> PROVIDERS =
      List.of(
          new ChatSide(true),
          new ChatSide(false),
          new ClaudeSide(ClaudeSide.Form.DIRECT),
          new ClaudeSide(ClaudeSide.Form.VERTEX),
          new GeminiSide(),
          new ConverseSide(),
          new ChatPartsSide(true),
          new ChatPartsSide(false));
  private static final Map<String, Map<String, Translator>> ALL = all();

  /** Callers of OpenAI's dialect and of Google's ask for vectors. */
  static final List<EmbeddingCaller> EMBEDDING_CALLERS =
      Stream.concat(
              Stream.of(new EmbeddingTurnSide()),
              Arrays.stream(GeminiEmbeddingForm.values()).map(GeminiEmbeddingTurnSide::new))
          .toList();

  static final List<EmbeddingSide> EMBEDDING_PROVIDERS =
      List.of(
          new GeminiEmbeddingSide(),
          new InvokeEmbeddingSide(),
          new OpenAiEmbeddingSide("openai"),
          new OpenAiEmbeddingSide("openai-without-usage"));

  private static final Map<String, Map<String, Translator>> EMBEDDINGS =
      EMBEDDING_CALLERS.stream()
          .collect(Collectors.toMap(EmbeddingCaller::name, Translators::embeddings));

  static final List<CountSide> COUNTERS =
      List.of(
          new ClaudeCountSide(ClaudeSide.Form.DIRECT),
          new ClaudeCountSide(ClaudeSide.Form.VERTEX),
          new GeminiCountSide(),
          new ConverseCountSide(),
          new ResponsesCountSide());

  /** Of OpenAI's dialect, only callers of the Responses API ask for a count. */
  private static final Map<String, Map<String, Translator>> COUNTS =
      Map.of(
          "openai", counts(new ResponsesTurnSide(), Dialects.of(Tongue.RESPONSES)),
          "anthropic", counts(new MessagesTurnSide(), Dialects.of(Tongue.ANTHROPIC)),
          "gemini", counts(new GeminiTurnSide(), Dialects.of(Tongue.GEMINI)));

  /** And for pictures. */
  private static final Map<String, Translator> IMAGES =
      Stream.of(new StabilitySide())
          .collect(Collectors.toMap(ImageSide::name, ImageTranslator::new));

  private static Map<String, Translator> counts(CallerSide caller, Dialect dialect) {
    return COUNTERS.stream()
        .collect(
            Collectors.toMap(
                provider -> provider.conversation().name(),
                provider -> new CountTranslator(caller, provider, dialect::count)));
  }

  private static Map<String, Translator> embeddings(EmbeddingCaller caller) {
    return EMBEDDING_PROVIDERS.stream()
        .collect(
            Collectors.toMap(
                EmbeddingSide::name, provider -> new EmbeddingTranslator(caller, provider)));
  }

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
      case EMBEDDING -> EMBEDDINGS.getOrDefault(caller.name(), Map.of()).get(provider);
      case IMAGE -> caller.name().equals("openai") ? IMAGES.get(provider) : null;
      case COUNT -> COUNTS.getOrDefault(caller.name(), Map.of()).get(provider);
      case COMPLETION, STORED, INFER -> null;
    };
  }
}
