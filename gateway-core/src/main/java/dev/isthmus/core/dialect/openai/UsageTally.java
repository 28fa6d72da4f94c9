package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.bytes.JsonPaths;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a provider says about tokens, under either family of names. Where it says so more
 * than once, the larger figure stands, as each is a running total. Threads: one. Errors: figures
 * that no answer can have are passed over.
 */
@HotPath
final class UsageTally {
  /** Beyond any answer, and far enough below 2^63 that sums and prices of it stay exact. */
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  private static final String[] INPUT = {".prompt_tokens", ".input_tokens"};
  private static final String[] OUTPUT = {".completion_tokens", ".output_tokens"};
  private static final String[] CACHED = {
    ".prompt_tokens_details.cached_tokens", ".input_tokens_details.cached_tokens"
  };
  private static final String[] WRITTEN = {
    ".prompt_tokens_details.cache_write_tokens", ".input_tokens_details.cache_write_tokens"
  };
  private static final String[] REASONING = {
    ".completion_tokens_details.reasoning_tokens", ".output_tokens_details.reasoning_tokens"
  };

  private final Where where;
  private final Totals totals = new Totals();

  UsageTally(Where where) {
    this.where = where;
  }

  /** Where the figures stand in documents of one kind. Threads: any; immutable. */
  static final class Where {
    private final int object;
    private final int[] input;
    private final int[] output;
    private final int[] cached;
    private final int[] written;
    private final int[] reasoning;

    /** The usage object at {@code path}, declared by {@link UsageTally#declare}. */
    Where(JsonPaths paths, String path) {
      object = paths.id(path);
      input = ids(paths, path, INPUT);
      output = ids(paths, path, OUTPUT);
      cached = ids(paths, path, CACHED);
      written = ids(paths, path, WRITTEN);
      reasoning = ids(paths, path, REASONING);
    }

    private static int[] ids(JsonPaths paths, String path, String[] names) {
      return Arrays.stream(names).mapToInt(name -> paths.id(path + name)).toArray();
    }
  }

  /** Declares the usage object at {@code path} and what stands in it. */
  static void declare(JsonPaths.Builder builder, String path) {
    builder.path(path);
    for (String[] names : new String[][] {INPUT, OUTPUT, CACHED, WRITTEN, REASONING}) {
      for (String name : names) {
        builder.path(path + name);
      }
    }
  }

  /** Ready for another answer. */
  void reset() {
    totals.seen = false;
    totals.input = 0;
    totals.output = 0;
    totals.cached = 0;
    totals.written = 0;
    totals.reasoning = 0;
  }

  /** Adds what the document just scanned says. */
  void read(JsonScanner scanner) {
    if (scanner.type(where.object) != JsonType.OBJECT) {
      return;
    }
    long in = most(scanner, where.input);
    long out = most(scanner, where.output);
    totals.seen |= in >= 0 || out >= 0;
    totals.input = Math.max(totals.input, in);
    totals.output = Math.max(totals.output, out);
    totals.cached = Math.max(totals.cached, most(scanner, where.cached));
    totals.written = Math.max(totals.written, most(scanner, where.written));
    totals.reasoning = Math.max(totals.reasoning, most(scanner, where.reasoning));
  }

  /** What was said so far, or null. Parts are never larger than what they are part of. */
  @Nullable Usage usage() {
    if (!totals.seen) {
      return null;
    }
    long cachedInput = Math.min(totals.cached, totals.input);
    long cacheWrite = Math.min(totals.written, totals.input - cachedInput);
    long reasoningOutput = Math.min(totals.reasoning, totals.output);
    return Usage.reported(totals.input, cachedInput, cacheWrite, totals.output, reasoningOutput);
  }

  private static long most(JsonScanner scanner, int[] paths) {
    long most = -1;
    for (int path : paths) {
      long value = scanner.longValue(path);
      if (value <= MOST_TOKENS) {
        most = Math.max(most, value);
      }
    }
    return most;
  }

  private static final class Totals {
    private boolean seen;
    private long input;
    private long output;
    private long cached;
    private long written;
    private long reasoning;
  }
}
