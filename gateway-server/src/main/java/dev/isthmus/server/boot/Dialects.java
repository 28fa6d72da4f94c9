package dev.isthmus.server.boot;

import dev.isthmus.core.dialect.Dialect;
import dev.isthmus.core.dialect.anthropic.AnthropicDialect;
import dev.isthmus.core.dialect.gemini.GeminiDialect;
import dev.isthmus.core.dialect.gemini.GeminiEmbeddingDialect;
import dev.isthmus.core.dialect.gemini.GeminiEmbeddingForm;
import dev.isthmus.core.dialect.kserve.Asked;
import dev.isthmus.core.dialect.kserve.KserveDialect;
import dev.isthmus.core.dialect.openai.OpenAiDialect;
import dev.isthmus.server.http.Tongue;

/** What callers speak. */
final class Dialects {
  private static final Dialect OPENAI = new OpenAiDialect();
  private static final Dialect ANTHROPIC = new AnthropicDialect();
  private static final Dialect GEMINI = new GeminiDialect(false);
  private static final Dialect GEMINI_STREAM = new GeminiDialect(true);
  private static final Dialect GEMINI_EMBED = new GeminiEmbeddingDialect(GeminiEmbeddingForm.EMBED);
  private static final Dialect GEMINI_BATCH = new GeminiEmbeddingDialect(GeminiEmbeddingForm.BATCH);
  private static final Dialect GEMINI_PREDICT =
      new GeminiEmbeddingDialect(GeminiEmbeddingForm.PREDICT);
  private static final Dialect KSERVE = new KserveDialect(Asked.METADATA);
  private static final Dialect KSERVE_READY = new KserveDialect(Asked.READY);
  private static final Dialect KSERVE_LIVE = new KserveDialect(Asked.LIVE);

  private Dialects() {}

  static Dialect of(Tongue tongue) {
    return switch (tongue) {
      case OPENAI, RESPONSES -> OPENAI;
      case ANTHROPIC -> ANTHROPIC;
      case GEMINI -> GEMINI;
      case GEMINI_STREAM -> GEMINI_STREAM;
      case GEMINI_EMBED -> GEMINI_EMBED;
      case GEMINI_BATCH -> GEMINI_BATCH;
      case GEMINI_PREDICT -> GEMINI_PREDICT;
      case KSERVE -> KSERVE;
      case KSERVE_READY -> KSERVE_READY;
      case KSERVE_LIVE -> KSERVE_LIVE;
    };
  }
}
