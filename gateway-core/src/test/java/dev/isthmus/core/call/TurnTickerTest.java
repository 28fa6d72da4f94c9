package dev.isthmus.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TurnTickerTest {
  private final AtomicLong source = new AtomicLong(5);
  private final TurnTicker turn = new TurnTicker(source::get);

  @Test
  void goesOnByItself() {
    assertEquals(5, turn.nanoTime());
    source.set(6);
    assertEquals(6, turn.nanoTime());
  }

  @Test
  void standsStillWhileItIsHeld() {
    turn.hold();
    source.set(9);
    assertEquals(5, turn.nanoTime());
    turn.release();
    assertEquals(9, turn.nanoTime());
  }

  @Test
  void isHeldAnewAtEachArrival() {
    turn.hold();
    source.set(9);
    turn.hold();
    assertEquals(9, turn.nanoTime());
  }

  @Test
  void lettingGoOfWhatIsNotHeldDoesNothing() {
    turn.release();
    source.set(7);
    assertEquals(7, turn.nanoTime());
  }
}
