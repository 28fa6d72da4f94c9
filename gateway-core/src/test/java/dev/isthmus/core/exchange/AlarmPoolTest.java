package dev.isthmus.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.isthmus.core.call.FakeScheduler;
import dev.isthmus.core.call.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AlarmPoolTest {
  private final FakeTicker ticker = new FakeTicker();
  private final FakeScheduler scheduler = new FakeScheduler(ticker);
  private final AlarmPool alarms = new AlarmPool(scheduler);
  private final List<String> rang = new ArrayList<>();
  private final long start = ticker.nanoTime();

  private void set(Alarm alarm, long at, String name) {
    alarm.set(start + at, ticker.nanoTime(), () -> rang.add(name));
  }

  /** The alarm of a call that is over. */
  private Alarm ofTheLastCall(long at) {
    Alarm alarm = alarms.take();
    set(alarm, at, "last");
    alarms.putBack(alarm);
    return alarm;
  }

  @Test
  void theNextCallIsRungForAndNotTheLast() {
    Alarm alarm = ofTheLastCall(100);
    scheduler.advance(50);
    Alarm again = alarms.take();
    set(again, 150, "next");

    assertSame(alarm, again);
    assertEquals(1, scheduler.pending(), "wound up already");
    scheduler.advance(50);
    assertEquals(List.of("next"), rang, "early, and nothing is lost by it");
    set(again, 150, "next");
    scheduler.advance(50);
    assertEquals(List.of("next", "next"), rang);
  }

  @Test
  void whatWasPutBackRingsForNobody() {
    ofTheLastCall(100);
    scheduler.advance(200);

    assertEquals(List.of(), rang);
    assertEquals(0, scheduler.pending());
  }

  @Test
  void anEarlierTimeIsNotMissed() {
    ofTheLastCall(1_000);
    set(alarms.take(), 10, "next");
    scheduler.advance(10);

    assertEquals(List.of("next"), rang);
    assertEquals(0, scheduler.pending(), "the later one was given up");
  }

  @Test
  void noTwoCallsHaveOne() {
    Alarm first = alarms.take();
    Alarm second = alarms.take();
    assertNotSame(first, second);
    alarms.putBack(first);
    alarms.putBack(second);
    assertNotSame(alarms.take(), alarms.take());
    assertEquals(2, alarms.taken());
  }

  @Test
  void ofACrowdFewStayWoundUp() {
    List<Alarm> crowd = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Alarm alarm = alarms.take();
      set(alarm, 100, "crowd");
      crowd.add(alarm);
    }
    crowd.forEach(alarms::putBack);

    assertEquals(0, alarms.taken());
    assertEquals(1_024, scheduler.pending());
    scheduler.advance(100);
    assertEquals(List.of(), rang);
  }
}
