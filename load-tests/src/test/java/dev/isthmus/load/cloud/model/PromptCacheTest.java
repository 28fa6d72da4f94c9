package dev.isthmus.load.cloud.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class PromptCacheTest {

  private final PromptCache cache = new PromptCache();

  @Test
  void aLongBeginningSeenBeforeIsCachedInWholeSteps() {
    String shared = "x".repeat(4 * 1300);

    assertEquals(0, cache.cachedTokens(shared + "a".repeat(400)));
    assertEquals(1280, cache.cachedTokens(shared + "b".repeat(400)));
  }

  @Test
  void aShortPromptIsNeverCached() {
    cache.cachedTokens("x".repeat(4000));

    assertEquals(0, cache.cachedTokens("x".repeat(4000)));
  }
}
