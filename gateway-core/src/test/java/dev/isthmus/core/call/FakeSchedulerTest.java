package dev.isthmus.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeSchedulerTest {
  private final FakeTicker ticker = new FakeTicker();
  private final FakeScheduler scheduler = new FakeScheduler(ticker);
  private final List<String> ran = new ArrayList<>();

  @Test
  void nothingRunsInsideSchedule() {
    scheduler.schedule(() -> ran.add("now"), 0);
    assertEquals(List.of(), ran);
    scheduler.runDue();
    assertEquals(List.of("now"), ran);
  }

  @Test
  void tasksRunInOrderOfTheirTimeAndThenOfTheirScheduling() {
    scheduler.schedule(() -> ran.add("late"), 20);
    scheduler.schedule(() -> ran.add("early"), 10);
    scheduler.schedule(() -> ran.add("early too"), 10);
    scheduler.advance(20);
    assertEquals(List.of("early", "early too", "late"), ran);
  }

  @Test
  void aTaskSeesItsOwnTimeAndMayScheduleAnother() {
    long start = ticker.nanoTime();
    scheduler.schedule(
        () -> {
          ran.add("at " + (ticker.nanoTime() - start));
          scheduler.schedule(() -> ran.add("at " + (ticker.nanoTime() - start)), 5);
        },
        10);
    scheduler.advance(100);
    assertEquals(List.of("at 10", "at 15"), ran);
    assertEquals(100, ticker.nanoTime() - start);
  }

  @Test
  void aCancelledTaskDoesNotRun() {
    Scheduler.Timer timer = scheduler.schedule(() -> ran.add("never"), 10);
    timer.cancel();
    scheduler.advance(10);
    assertFalse(ran.contains("never"));
    assertEquals(0, scheduler.pending());
  }
}
