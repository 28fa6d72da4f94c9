package dev.isthmus.server.http;

import dev.isthmus.core.call.HeaderView;
import org.jspecify.annotations.Nullable;

/** What a caller speaks, as the edge can tell before it has read a body. */
public enum Tongue {
  /** Chat, completions, embeddings, the list of models, and whatever is none of the others. */
  OPENAI,
  /** OpenAI's Responses API. */
  RESPONSES,
  /** Anthropic's Messages API. */
  ANTHROPIC,
  /** Google's generateContent. */
  GEMINI,
  /** The same as a stream: there the path says so, and not the body. */
  GEMINI_STREAM,
  /** Google's embedContent. */
  GEMINI_EMBED,
  /** Google's batchEmbedContents. */
  GEMINI_BATCH,
  /** Vertex AI's predict, where it makes vectors. */
  GEMINI_PREDICT,
  /** The Open Inference Protocol. */
  KSERVE,
  /** The same where somebody asks whether a model is ready: the path says so. */
  KSERVE_READY,
  /** The same where somebody asks whether the server is there. */
  KSERVE_LIVE;

  /** Whether it is one of Google's own. */
  boolean isGoogles() {
    return switch (this) {
      case GEMINI, GEMINI_STREAM, GEMINI_EMBED, GEMINI_BATCH, GEMINI_PREDICT -> true;
      case OPENAI, RESPONSES, ANTHROPIC, KSERVE, KSERVE_READY, KSERVE_LIVE -> false;
    };
  }

  /** What somebody speaks who sends to {@code path}, served or not; null: no path was read. */
  static Tongue ofPath(@Nullable String path) {
    if (path == null) {
      return OPENAI;
    }
    Routes route = Routes.of(withoutQuery(path));
    if (route != null) {
      return route.tongue();
    }
    if (path.startsWith("/v1/messages") || path.startsWith("/anthropic/")) {
      return ANTHROPIC;
    }
    if (path.equals("/v2") || path.startsWith("/v2/")) {
      return KSERVE;
    }
    return path.startsWith("/v1beta") || path.startsWith("/v1/projects/") ? GEMINI : OPENAI;
  }

  /** Two ask for lists of models at one path; only one of them names a version. */
  Tongue refined(HeaderView headers) {
    return this == OPENAI && headers.get("anthropic-version") != null ? ANTHROPIC : this;
  }

  static String withoutQuery(String path) {
    int question = path.indexOf('?');
    return question < 0 ? path : path.substring(0, question);
  }
}
