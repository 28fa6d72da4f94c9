package dev.isthmus.core.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
  @Test
  void givesWhatItHasAndNoMore() {
    BodyBudget budget = new BodyBudget(10);
    assertTrue(budget.tryReserve(4));
    assertTrue(budget.tryReserve(6));
    assertFalse(budget.tryReserve(1));
    assertTrue(budget.tryReserve(0));
    budget.release(6);
    assertTrue(budget.tryReserve(5));
    assertFalse(budget.tryReserve(Long.MAX_VALUE));
    assertEquals(9, budget.used());
  }

  @Test
  void refusesANegativeSize() {
    assertThrows(IllegalArgumentException.class, () -> new BodyBudget(-1));
  }

  @Test
  void countsExactlyWhenManyThreadsTakeAndGive() throws Exception {
    BodyBudget budget = new BodyBudget(3);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Boolean>> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      runs.add(
          threads.submit(
              () -> {
                boolean within = true;
                for (int n = 0; n < 100_000; n++) {
                  if (budget.tryReserve(1)) {
                    within &= budget.used() <= 3;
                    budget.release(1);
                  }
                }
                return within;
              }));
    }
    for (Future<Boolean> run : runs) {
      assertTrue(run.get());
    }
    threads.shutdown();
    assertEquals(0, budget.used());
  }
}
