package dev.isthmus.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.server.http.Patience.Late;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The edge's patience, by a clock in the hand. */
class PatienceTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Patience patience = new Patience(EdgeTimeouts.DEFAULT);

  @Test
  void idleConnectionsHaveSeventyFiveSeconds() {
    patience.awaitRequest(5);
    assertNull(patience.check(5 + 75 * SECOND - 1));
    assertEquals(Late.IDLE, patience.check(5 + 75 * SECOND));
  }

  @Test
  void headsHaveTenSecondsFromTheirFirstByteHoweverTheyDrip() {
    patience.awaitRequest(0);
    for (int i = 0; i < 10; i++) {
      patience.awaitHead(i * SECOND);
      assertNull(patience.check(i * SECOND));
    }
    assertEquals(Late.HEAD, patience.check(10 * SECOND));
  }

  @Test
  void bodiesMustBringOneKibibyteASecondInEachWindow() {
    patience.awaitBody(0);
    patience.received(10 * 1024);
    assertNull(patience.check(10 * SECOND));
    patience.received(10 * 1024 - 1);
    assertNull(patience.check(20 * SECOND - 1));
    assertEquals(Late.BODY, patience.check(20 * SECOND));
  }

  @Test
  void nobodyIsLateWhileItIsOurTurn() {
    patience.awaitBody(0);
    patience.awaitNothing();
    assertNull(patience.check(1000 * SECOND));
  }

  @Test
  void stallsAreToldFromSlowness() {
    StallWatch stall = new StallWatch(Duration.ofSeconds(60));
    assertFalse(stall.isStalled(-1, 0));
    assertFalse(stall.isStalled(100, SECOND));
    assertFalse(stall.isStalled(100, 61 * SECOND - 1));
    assertFalse(stall.isStalled(99, 61 * SECOND));
    assertTrue(stall.isStalled(99, 121 * SECOND));
    assertFalse(stall.isStalled(-1, 300 * SECOND));
  }
}
