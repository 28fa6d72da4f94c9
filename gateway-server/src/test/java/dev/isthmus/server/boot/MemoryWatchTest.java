package dev.isthmus.server.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Strain;
import org.junit.jupiter.api.Test;

/** What follows from how much memory is in use. */
class MemoryWatchTest {
  private final FakeTicker ticker = new FakeTicker();
  private double heap;
  private double direct;
  private int collections;
  private final MemoryWatch watch =
      new MemoryWatch(() -> heap, () -> direct, () -> collections++, ticker);

  private Strain at(double heapPart, double directPart) {
    heap = heapPart;
    direct = directPart;
    watch.look();
    return watch.get();
  }

  @Test
  void theWorseOfBothDecides() {
    assertEquals(Strain.CALM, at(0.80, 0.80));
    assertEquals(Strain.TIGHT, at(0.92, 0.10));
    assertEquals(Strain.SHORT, at(0.10, 0.95));
    assertEquals(Strain.OUT, at(0.98, 0.97));
    assertEquals(Strain.CALM, at(0.50, 0.50));
  }

  @Test
  void aLevelIsLeftOnlyWhenItIsClearlyBetter() {
    assertEquals(Strain.SHORT, at(0.951, 0));
    assertEquals(Strain.SHORT, at(0.945, 0));
    assertEquals(Strain.TIGHT, at(0.939, 0));
    assertEquals(Strain.TIGHT, at(0.915, 0));
    assertEquals(Strain.TIGHT, at(0.945, 0));
    assertEquals(Strain.CALM, at(0.909, 0));
  }

  @Test
  void whileCallsAreTurnedAwayGarbageIsCollectedEveryFiveSeconds() {
    at(0.96, 0);
    assertEquals(0, collections, "somebody else may do it first");
    for (int i = 0; i < 100; i++) {
      ticker.advanceMillis(100);
      at(0.96, 0);
    }
    assertEquals(2, collections);
    ticker.advanceSeconds(60);
    at(0.93, 0);
    assertEquals(2, collections);
  }
}
