package dev.isthmus.core.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FakeTicker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HedgeBudgetTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long HOUR = 60 * MINUTE;
  private static final double CALLS = 0.02;
  private static final double SPEND = 0.01;

  private final FakeTicker ticker = new FakeTicker();
  private final HedgeBudget budget = new HedgeBudget(ticker);

  private HedgeBudget.@Nullable Hold take(long picodollars) {
    return budget.tryTake(CALLS, SPEND, picodollars);
  }

  private HedgeBudget.Hold granted(long picodollars) {
    return Objects.requireNonNull(take(picodollars));
  }

  private void calls(int count, long picodollars) {
    for (int i = 0; i < count; i++) {
      budget.called();
      budget.spent(picodollars);
    }
  }

  @Test
  void itBeginsWithNothing() {
    assertNull(take(0));
    calls(49, 1000);
    assertNull(take(0), "one in fifty");
    calls(1, 1000);
    assertNotNull(take(0));
    assertNull(take(0));
  }

  @Test
  void moneyIsBoundToo() {
    calls(1000, 100);
    assertNull(take(1001));
    assertNotNull(take(1000));
    assertNull(take(1));
    assertNotNull(take(0));
  }

  @Test
  void whatWasNotWastedAfterAllIsFreeAgain() {
    calls(1000, 100);
    HedgeBudget.Hold hold = granted(1000);
    hold.settle(10);
    assertNull(take(991));
    assertNotNull(take(990));
    hold.settle(0);
    assertNull(take(1), "only the first word counts");
  }

  @Test
  void whatTurnsOutDearerCountsInFull() {
    calls(1000, 100);
    granted(10).settle(1000);
    assertNull(take(1));
  }

  @Test
  void aSecondThatWasNeverMadeIsGivenBack() {
    calls(50, 100);
    HedgeBudget.Hold hold = granted(50);
    hold.giveBack();
    hold.giveBack();
    assertNotNull(take(50));
    assertNull(take(0));
  }

  @Test
  void nothingIsSavedUpBeyondTheHour() {
    calls(1000, 100);
    ticker.advance(59 * MINUTE);
    assertNotNull(take(0));
    ticker.advance(MINUTE);
    assertNull(take(0), "the calls are gone");
    calls(50, 100);
    assertNull(take(0), "and the hedge is not");
    ticker.advance(HOUR);
    calls(50, 100);
    assertNotNull(take(0));
  }

  @Test
  void aWordAfterTheHourChangesNothing() {
    calls(50, 100);
    HedgeBudget.Hold hold = granted(50);
    ticker.advance(61 * MINUTE);
    calls(50, 100);
    hold.giveBack();
    assertNotNull(take(50));
    assertNull(take(0));
  }

  private record Event(long at, long amount) {}

  /** At the moment of every hedge both parts hold over the hour before, counted call by call. */
  @Test
  void bothPartsHoldAtEveryHedge() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Deque<Event> calls = new ArrayDeque<>();
    Deque<Event> hedges = new ArrayDeque<>();
    int granted = 0;
    for (int step = 0; step < 200_000; step++) {
      ticker.advance(random.nextLong(random.nextInt(2000) == 0 ? HOUR : MINUTE / 20));
      long now = ticker.nanoTime();
      long cost = random.nextLong(2000);
      budget.called();
      budget.spent(cost);
      calls.add(new Event(now, cost));
      if (random.nextInt(10) > 0) {
        continue;
      }
      long waste = random.nextLong(2000);
      HedgeBudget.@Nullable Hold hold = take(waste);
      if (hold == null) {
        continue;
      }
      granted++;
      hedges.add(new Event(now, waste));
      forget(calls, now);
      forget(hedges, now);
      assertTrue(hedges.size() <= CALLS * calls.size(), "calls, seed " + seed);
      assertTrue(sum(hedges) <= SPEND * sum(calls), "money, seed " + seed);
      if (random.nextBoolean()) {
        long less = random.nextLong(waste + 1);
        hedges.removeLast();
        hedges.add(new Event(now, less));
        hold.settle(less);
      }
    }
    assertTrue(granted > 500, granted + " granted, seed " + seed);
  }

  private static void forget(Deque<Event> events, long now) {
    while (now - events.getFirst().at() >= HOUR) {
      events.removeFirst();
    }
  }

  private static double sum(Deque<Event> events) {
    return events.stream().mapToLong(Event::amount).sum();
  }

  @Test
  void loopsThatAskAtOnceGetNoMoreThanThereIs() throws InterruptedException {
    calls(1000, 100);
    List<Thread> loops = new ArrayList<>();
    int[] granted = new int[4];
    for (int loop = 0; loop < granted.length; loop++) {
      int me = loop;
      loops.add(
          new Thread(
              () -> {
                for (int i = 0; i < 100; i++) {
                  granted[me] += take(1) == null ? 0 : 1;
                }
              }));
    }
    loops.forEach(Thread::start);
    for (Thread loop : loops) {
      loop.join();
    }
    assertEquals(20, granted[0] + granted[1] + granted[2] + granted[3]);
  }
}
