package dev.isthmus.core.dialect.anthropic;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what Anthropic says about tokens. Its input leaves out what a cache read or wrote; its
 * output is a running total. Where it speaks more than once, each figure replaces the one before: a
 * later one may correct it. A stream begins with a count that knows next to nothing of the output:
 * that alone is no report. Threads: one. Errors: figures that no answer can have are passed over.
 */
@HotPath
final class AnthropicUsage {
  /** Beyond any answer, and far enough below 2^63 that sums and prices of it stay exact. */
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  private static final int INPUT = 0;
  private static final int CACHE_WRITE = 1;
  private static final int CACHE_READ = 2;
  private static final int OUTPUT = 3;
  private static final int THINKING = 4;
  private static final int HOUR_CACHE_WRITE = 5;
  private static final String[] MEMBERS = {
    ".input_tokens",
    ".cache_creation_input_tokens",
    ".cache_read_input_tokens",
    ".output_tokens",
    ".output_tokens_details.thinking_tokens",
    ".cache_creation.ephemeral_1h_input_tokens"
  };

  private final int[] objects;
  private final int[][] members;
  private final long[] said = new long[MEMBERS.length];
  private boolean seen;
  private boolean counted;

  /**
   * Usage that stands at {@code places}, each of them declared by {@link #declare}; what is said at
   * the last one counts the answer.
   */
  AnthropicUsage(JsonPaths paths, String... places) {
    objects = new int[places.length];
    members = new int[places.length][MEMBERS.length];
    for (int i = 0; i < places.length; i++) {
      objects[i] = paths.id(places[i]);
      for (int k = 0; k < MEMBERS.length; k++) {
        members[i][k] = paths.id(places[i] + MEMBERS[k]);
      }
    }
  }

  /** Declares the usage object at {@code place} and what stands in it. */
  static void declare(JsonPaths.Builder builder, String place) {
    builder.path(place);
    for (String member : MEMBERS) {
      builder.path(place + member);
    }
  }

  /** Ready for another answer. */
  void reset() {
    seen = false;
    counted = false;
    Arrays.fill(said, 0);
  }

  /** Adds what the document just scanned says. */
  void read(JsonScanner scanner) {
    for (int i = 0; i < objects.length; i++) {
      if (scanner.type(objects[i]) == JsonType.OBJECT) {
        read(scanner, members[i]);
        counted |= i == objects.length - 1 && scanner.longValue(members[i][OUTPUT]) >= 0;
      }
    }
  }

  private void read(JsonScanner scanner, int[] ids) {
    for (int k = 0; k < ids.length; k++) {
      long tokens = scanner.longValue(ids[k]);
      if (tokens >= 0 && tokens <= MOST_TOKENS) {
        said[k] = tokens;
        seen = true;
      }
    }
  }

  /** What was said so far, or null; not as reported before the whole answer was counted. */
  @Nullable Usage usage() {
    if (!seen) {
      return null;
    }
    long input = said[INPUT] + said[CACHE_WRITE] + said[CACHE_READ];
    if (!counted) {
      return Usage.unfinished(input, said[CACHE_READ], said[CACHE_WRITE], said[OUTPUT])
          .keptForAnHour(said[HOUR_CACHE_WRITE]);
    }
    return Usage.reported(
            input,
            said[CACHE_READ],
            said[CACHE_WRITE],
            said[OUTPUT],
            Math.min(said[THINKING], said[OUTPUT]))
        .keptForAnHour(said[HOUR_CACHE_WRITE]);
  }
}
