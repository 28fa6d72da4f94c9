package dev.isthmus.core.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private final RetryBudget budget = new RetryBudget();

  private void calls(int count) {
    for (int i = 0; i < count; i++) {
      budget.callStarted();
    }
  }

  private int takeAll() {
    int taken = 0;
    while (budget.tryAcquire()) {
      taken++;
    }
    return taken;
  }

  @Test
  void allowsThreeWhateverTheTraffic() {
    assertEquals(3, takeAll());
    budget.release();
    assertTrue(budget.tryAcquire());
    assertFalse(budget.tryAcquire());
  }

  @Test
  void allowsATenthOfTheCallsInFlight() {
    calls(1_000);
    assertEquals(100, takeAll());
    assertEquals(1_000, budget.callsInFlight());
    assertEquals(100, budget.retriesInFlight());
  }

  @Test
  void retriesUnderWayOutliveTheirRoom() {
    calls(50);
    assertEquals(5, takeAll());
    for (int i = 0; i < 40; i++) {
      budget.callEnded();
    }
    budget.release();
    assertFalse(budget.tryAcquire());
    budget.release();
    budget.release();
    assertTrue(budget.tryAcquire());
  }

  @Test
  void givingBackTwiceIsABug() {
    assertThrows(IllegalStateException.class, budget::release);
    assertThrows(IllegalStateException.class, budget::callEnded);
    assertEquals(0, budget.callsInFlight());
    assertEquals(3, takeAll());
  }

  @Test
  void neverMoreThanTheLimitFromTwoThreads() throws InterruptedException {
    calls(100);
    List<Thread> threads = new ArrayList<>();
    int[] over = new int[2];
    for (int t = 0; t < 2; t++) {
      int at = t;
      threads.add(new Thread(() -> over[at] = storm(at)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, over[0] + over[1]);
    assertEquals(0, budget.retriesInFlight());
  }

  private int storm(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int over = 0;
    int held = 0;
    for (int i = 0; i < 100_000; i++) {
      if (random.nextBoolean() && budget.tryAcquire()) {
        held++;
        over += budget.retriesInFlight() > 10 ? 1 : 0;
      } else if (held > 0) {
        budget.release();
        held--;
      }
    }
    for (; held > 0; held--) {
      budget.release();
    }
    return over;
  }
}
