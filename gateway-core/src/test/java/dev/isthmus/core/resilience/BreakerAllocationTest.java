package dev.isthmus.core.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerAllocationTest {
  private static final int ROUNDS = 100_000;
  private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<Breaker> breakers = new ArrayList<>();
  private long admitted;

  @Test
  void peeksAllocateNothingInAnyState() {
    for (int i = 0; i < 5; i++) {
      breakers.add(new Breaker("d" + i, () -> 0.3, i, 0, t -> {}));
    }
    for (int i = 0; i < 32; i++) {
      breakers.get(i % 4).fail(breakers.get(i % 4).tryAcquire(0), 0);
    }
    long later = 16_000_000_000L;
    breakers.get(3).tryAcquire(later);
    ParentBreaker parent = new ParentBreaker(breakers);
    assertTrue(parent.isTripped(later));
    SlowStart slowStart = new SlowStart();
    RetryBudget budget = new RetryBudget();
    long thread = Thread.currentThread().getId();
    long bytes = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5 && bytes != 0; attempt++) {
      long before = MEMORY.getThreadAllocatedBytes(thread);
      for (int i = 0; i < ROUNDS; i++) {
        Breaker one = breakers.get(i % 5);
        admitted += one.peek(later) && parent.peek(later) && slowStart.admits(i % 4) ? 1 : 0;
        admitted += budget.tryAcquire() ? 1 : 0;
        budget.release();
        long permit = breakers.get(4).tryAcquire(later);
        breakers.get(4).ignore(permit, later);
      }
      bytes = MEMORY.getThreadAllocatedBytes(thread) - before;
    }
    assertEquals(0, bytes);
    assertTrue(admitted >= ROUNDS);
  }
}
