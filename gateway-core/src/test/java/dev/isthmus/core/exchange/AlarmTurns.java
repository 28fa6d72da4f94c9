package dev.isthmus.core.exchange;

import dev.isthmus.core.call.FakeScheduler;
import dev.isthmus.core.call.FakeTicker;
import java.util.function.LongSupplier;

/** Calls that take an alarm, set it and put it back, one after the other. */
public final class AlarmTurns {
  private AlarmTurns() {}

  public static LongSupplier turn() {
    FakeTicker ticker = new FakeTicker();
    AlarmPool alarms = new AlarmPool(new FakeScheduler(ticker));
    Runnable task = () -> {};
    return () -> {
      Alarm alarm = alarms.take();
      long now = ticker.nanoTime();
      alarm.set(now + 1_000, now, task);
      alarms.putBack(alarm);
      return ticker.advance(1);
    };
  }
}
