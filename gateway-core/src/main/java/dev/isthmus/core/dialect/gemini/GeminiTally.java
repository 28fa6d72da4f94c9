package dev.isthmus.core.dialect.gemini;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last {@code usageMetadata} of an answer: each is a total so far. Some only name the
 * kind of traffic and count nothing. Threads: one. Errors: figures that no answer can have are
 * passed over.
 */
@HotPath
final class GeminiTally {
  /** Beyond any answer, and far enough below 2^63 that sums and prices of it stay exact. */
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  private static final String PROMPT = "usageMetadata.promptTokenCount";
  private static final String CACHED = "usageMetadata.cachedContentTokenCount";
  private static final String CANDIDATES = "usageMetadata.candidatesTokenCount";
  private static final String THOUGHTS = "usageMetadata.thoughtsTokenCount";
  private static final String TOOL_USE = "usageMetadata.toolUsePromptTokenCount";

  private final int promptPath;
  private final int cachedPath;
  private final int candidatesPath;
  private final int thoughtsPath;
  private final int toolUsePath;
  private final Counts counts = new Counts();

  GeminiTally(JsonPaths paths) {
    promptPath = paths.id(PROMPT);
    cachedPath = paths.id(CACHED);
    candidatesPath = paths.id(CANDIDATES);
    thoughtsPath = paths.id(THOUGHTS);
    toolUsePath = paths.id(TOOL_USE);
  }

  /** Declares what {@link #GeminiTally} looks for. */
  static void declare(JsonPaths.Builder builder) {
    builder.path(PROMPT, CACHED, CANDIDATES, THOUGHTS, TOOL_USE);
  }

  /** Ready for another answer. */
  void reset() {
    counts.prompt = 0;
  }

  /** Keeps what the document just scanned says. */
  void read(JsonScanner scanner) {
    long prompt = tokens(scanner, promptPath);
    if (prompt > 0) {
      counts.prompt = prompt;
      counts.cached = tokens(scanner, cachedPath);
      counts.candidates = tokens(scanner, candidatesPath);
      counts.thoughts = tokens(scanner, thoughtsPath);
      counts.toolUse = tokens(scanner, toolUsePath);
    }
  }

  /** What was said last, or null. */
  @Nullable Usage usage() {
    if (counts.prompt == 0) {
      return null;
    }
    return Usage.reported(
        counts.prompt + counts.toolUse,
        Math.min(counts.prompt, counts.cached),
        0,
        counts.candidates + counts.thoughts,
        counts.thoughts);
  }

  private static long tokens(JsonScanner scanner, int path) {
    long tokens = scanner.longValue(path);
    return tokens > MOST_TOKENS ? 0 : Math.max(0, tokens);
  }

  private static final class Counts {
    private long prompt;
    private long cached;
    private long candidates;
    private long thoughts;
    private long toolUse;
  }
}
