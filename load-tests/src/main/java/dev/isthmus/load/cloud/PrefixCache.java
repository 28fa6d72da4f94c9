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

  /**
   * Tokens of one prompt that were read from the cache and written to it.
   *
   * @param asked whether the prompt has cache points at all
   */
  record Use(boolean asked, long read, long written) {
    static final Use NONE = new Use(false, 0, 0);
  }

  /** Finds the longest of {@code prefixes} that is kept, and keeps all of them. */
  Use use(List<String> prefixes) {
    long read = 0;
    long longest = 0;
    for (String prefix : prefixes) {
      long tokens = Tokens.ofText(prefix);
      if (tokens >= LEAST) {
        longest = Math.max(longest, tokens);
        String key = SigV4.sha256(prefix.getBytes(StandardCharsets.UTF_8));
        read = kept.put(key, true) == null ? read : Math.max(read, tokens);
      }
    }
    return new Use(true, read, longest - read);
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
