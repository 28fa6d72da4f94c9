package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.model.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The beginnings of prompts that a deployment was told to keep.
 *
 * <p>Nothing shorter than {@value #LEAST} tokens is kept. Threads: one. Bound: {@value #ENTRIES}
 * beginnings.
 */
final class PrefixCache {

  private static final int LEAST = 1024;
  private static final int ENTRIES = 16_384;

  private final Map<String, Boolean> kept = new Recent();

  /** A prompt up to one of its cache points, and whether that keeps it for an hour. */
  record Mark(String prefix, boolean forAnHour) {}

  /**
   * Tokens of one prompt that were read from the cache and written to it.
   *
   * @param asked whether the prompt has cache points at all
   * @param hourly part of {@code written}: kept for an hour
   */
  record Use(boolean asked, long read, long written, long hourly) {
    static final Use NONE = new Use(false, 0, 0, 0);
  }

  /** Finds the longest of {@code marks}, each longer than the one before, and keeps all of them. */
  Use use(List<Mark> marks) {
    long read = 0;
    for (Mark mark : marks) {
      read = isKept(mark) ? Tokens.ofText(mark.prefix) : read;
    }
    long upTo = read;
    long hourly = 0;
    for (Mark mark : marks) {
      long tokens = Tokens.ofText(mark.prefix);
      if (tokens >= LEAST) {
        kept.put(key(mark), true);
        long fresh = Math.max(0, tokens - upTo);
        hourly += mark.forAnHour ? fresh : 0;
        upTo += fresh;
      }
    }
    return new Use(true, read, upTo - read, hourly);
  }

  private boolean isKept(Mark mark) {
    return kept.get(key(mark)) != null;
  }

  private static String key(Mark mark) {
    return SigV4.sha256(mark.prefix.getBytes(StandardCharsets.UTF_8));
  }

  private static final class Recent extends LinkedHashMap<String, Boolean> {
    Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
      return size() > ENTRIES;
    }
  }
}
