package dev.isthmus.core.govern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FakeTicker;
import org.junit.jupiter.api.Test;

class ComebackTest {
  private final FakeTicker ticker = new FakeTicker();
  private final Comeback comeback = new Comeback(10, ticker.nanoTime());

  private long millis() {
    return comeback.millis(ticker.nanoTime());
  }

  private void left(int calls) {
    for (int i = 0; i < calls; i++) {
      comeback.left();
    }
  }

  @Test
  void theNthIsAskedBackWhenNPlacesHaveBecomeFree() {
    left(200);
    ticker.advanceSeconds(2);
    assertEquals(Comeback.SHORTEST_MILLIS, millis(), "100 calls end in a second");
    for (int i = 0; i < 98; i++) {
      millis();
    }
    assertEquals(1_000, millis());
    left(50);
    assertEquals(510, millis(), "50 of them can have come by now");
  }

  @Test
  void nobodyIsSentAwayForEver() {
    ticker.advanceSeconds(60);
    for (int i = 0; i < 1_000; i++) {
      assertTrue(millis() <= Comeback.LONGEST_MILLIS);
    }
    ticker.advanceSeconds(60);
    left(6_000);
    ticker.advanceSeconds(2);
    assertEquals(Comeback.SHORTEST_MILLIS, millis(), "the queue that nobody stands in is gone");
  }

  @Test
  void theRateIsThatOfTheLastSecondsAndNotOfTheStart() {
    left(1_000);
    ticker.advanceSeconds(1);
    millis();
    ticker.advanceSeconds(10);
    left(20);
    assertEquals(500, millis(), "two calls a second");
  }
}
