package dev.isthmus.core.govern;

import static dev.isthmus.core.call.CallClass.BATCH;
import static dev.isthmus.core.call.CallClass.INTERACTIVE;
import static dev.isthmus.core.call.CallClass.STANDARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.CallClass;
import dev.isthmus.core.call.FakeTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** An event loop of our own: a turn is the calls that are asked about, then what they left. */
class PaceTest {
  private static final long TARGET_MILLIS = 5;

  private final FakeTicker ticker = new FakeTicker();
  private final ArrayDeque<Runnable> afterTurn = new ArrayDeque<>();
  private final Pace pace =
      new Pace(afterTurn::add, ticker, Duration.ofMillis(TARGET_MILLIS).toNanos());

  private boolean takes(CallClass callClass) {
    return pace.takes(callClass, ticker.nanoTime());
  }

  private void endTurn() {
    assertEquals(1, afterTurn.size(), "asked for once a turn");
    afterTurn.remove().run();
  }

  /** A turn with one call every millisecond; how many were taken. */
  private int turn(int calls, CallClass callClass) {
    int taken = 0;
    for (int i = 0; i < calls; i++) {
      taken += takes(callClass) ? 1 : 0;
      ticker.advanceMillis(1);
    }
    endTurn();
    return taken;
  }

  @Test
  void aBurstIsTakenWhole() {
    assertEquals(80, turn(80, BATCH));
    assertEquals(4, turn(4, BATCH));
    assertEquals(80, turn(80, BATCH), "the one before was short");
    assertFalse(pace.late());
  }

  @Test
  void oneLongPauseTurnsNobodyAway() {
    turn(3, INTERACTIVE);
    ticker.advanceMillis(500);
    assertEquals(300, turn(300, INTERACTIVE));
    assertFalse(pace.late());
  }

  @Test
  void longTurnsOneAfterTheOtherTakeOnlyWhatFits() {
    for (int i = 0; i < 11; i++) {
      turn(10, INTERACTIVE);
    }
    assertTrue(pace.late());
    assertEquals(5, turn(10, INTERACTIVE));
    assertEquals(3, turn(10, STANDARD), "half of the time");
    assertEquals(2, turn(10, BATCH), "a quarter of it");
  }

  @Test
  void theFirstCallOfATurnIsTakenWhateverHappens() {
    for (int i = 0; i < 11; i++) {
      turn(10, INTERACTIVE);
    }
    for (int i = 0; i < 100; i++) {
      assertTrue(takes(BATCH));
      ticker.advanceMillis(20);
      endTurn();
    }
    assertTrue(pace.late(), "something else keeps the loop");
  }

  @Test
  void modestCallersHaveLonger() {
    for (int i = 0; i < 11; i++) {
      turn(10, INTERACTIVE);
    }
    takes(INTERACTIVE);
    ticker.advanceMillis(20 * TARGET_MILLIS - 1);
    assertFalse(takes(INTERACTIVE));
    assertTrue(pace.takesModest(ticker.nanoTime()));
    ticker.advanceMillis(1);
    assertFalse(pace.takesModest(ticker.nanoTime()));
  }

  @Test
  void theFirstShortTurnEndsIt() {
    for (int i = 0; i < 11; i++) {
      turn(10, INTERACTIVE);
    }
    turn(1, INTERACTIVE);
    assertFalse(pace.late());
    assertEquals(50, turn(50, BATCH));
  }

  @Test
  void longTurnsFarApartAreNoQueue() {
    for (int i = 0; i < 20; i++) {
      assertEquals(50, turn(50, BATCH));
      ticker.advanceMillis(101);
    }
  }

  @Test
  void theWorstLagIsForgottenAfterTenSeconds() {
    turn(50, BATCH);
    assertEquals(Duration.ofMillis(50).toNanos(), pace.lagNanos());
    pace.answered(1_000, ticker.nanoTime());
    assertEquals(Duration.ofMillis(50).toNanos(), pace.lagNanos());
    ticker.advanceSeconds(11);
    pace.answered(1_000, ticker.nanoTime());
    assertEquals(1_000, pace.lagNanos());
  }
}
