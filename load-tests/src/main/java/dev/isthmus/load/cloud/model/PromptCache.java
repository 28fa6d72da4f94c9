package dev.isthmus.load.cloud.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which beginnings of prompts a deployment has seen lately: the part of the next prompt that is
 * cached.
 *
 * <p>Units: tokens of four characters; nothing below {@value #FIRST} tokens is cached, then in
 * steps of {@value #STEP}, as OpenAI and Azure do. Threads: one. Bound: {@value #ENTRIES} marks.
 */
public final class PromptCache {

  private static final int FIRST = 1024;
  private static final int STEP = 128;
  private static final int ENTRIES = 16_384;
  private static final int CHARACTERS_PER_TOKEN = 4;

  private final Map<Long, Boolean> seen = new Recent();

  /** Tokens of {@code prompt} that were cached, after which all of it is. */
  public int cachedTokens(String prompt) {
    int cached = 0;
    long hash = 0;
    int at = 0;
    for (int tokens = FIRST; tokens * CHARACTERS_PER_TOKEN <= prompt.length(); tokens += STEP) {
      for (int end = tokens * CHARACTERS_PER_TOKEN; at < end; at++) {
        hash = hash * 1_000_003 + prompt.charAt(at);
      }
      if (seen.put(Tokens.mix(hash), true) != null) {
        cached = tokens;
      }
    }
    return cached;
  }

  private static final class Recent extends LinkedHashMap<Long, Boolean> {
    Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
      return size() > ENTRIES;
    }
  }
}
