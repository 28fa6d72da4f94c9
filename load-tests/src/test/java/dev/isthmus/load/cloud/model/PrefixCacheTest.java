package dev.isthmus.load.cloud.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.load.cloud.model.PrefixCache.End;
import dev.isthmus.load.cloud.model.PrefixCache.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PrefixCacheTest {

  private static final int LEAST = 1024;

  private final PrefixCache cache = new PrefixCache();

  @Test
  void whatWasMarkedIsReadUntilItsTimeIsOver() {
    List<End> ends = List.of(new End(1, 2000, PrefixCache.FIVE_MINUTES), new End(2, 2500, 0));

    assertEquals(new Use(0, 2000, 0), cache.use(ends, LEAST, 0));
    assertEquals(new Use(2000, 0, 0), cache.use(ends, LEAST, TimeUnit.SECONDS.toNanos(299)));
    assertEquals(new Use(2000, 0, 0), cache.use(ends, LEAST, TimeUnit.SECONDS.toNanos(598)));
    assertEquals(new Use(0, 2000, 0), cache.use(ends, LEAST, TimeUnit.SECONDS.toNanos(898)));
  }

  @Test
  void aLaterMarkReadsWhatAnEarlierOneKeptAndWritesTheRest() {
    cache.use(List.of(new End(1, 2000, PrefixCache.FIVE_MINUTES)), LEAST, 0);

    Use use =
        cache.use(List.of(new End(1, 2000, 0), new End(2, 2600, PrefixCache.AN_HOUR)), LEAST, 1);

    assertEquals(new Use(2000, 600, 600), use);
  }

  @Test
  void anEarlierEndIsFoundUpToTwentyBlocksBack() {
    List<End> ends = new ArrayList<>();
    ends.add(new End(1, 2000, PrefixCache.FIVE_MINUTES));
    cache.use(ends, LEAST, 0);
    ends.set(0, new End(1, 2000, 0));
    for (int i = 2; i <= 21; i++) {
      ends.add(new End(i, 2000 + i, i == 21 ? PrefixCache.FIVE_MINUTES : 0));
    }

    assertEquals(new Use(2000, 21, 0), cache.use(ends, LEAST, 1));
  }

  @Test
  void shortPrefixesAreNotKept() {
    List<End> ends = List.of(new End(1, LEAST - 1, PrefixCache.FIVE_MINUTES));

    assertEquals(Use.NONE, cache.use(ends, LEAST, 0));
    assertEquals(Use.NONE, cache.use(ends, LEAST, 1));
  }
}
