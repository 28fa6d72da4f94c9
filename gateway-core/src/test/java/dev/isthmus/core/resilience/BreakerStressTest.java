package dev.isthmus.core.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FakeTicker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two threads at one breaker, and one thread that tries everything in any order. */
class BreakerStressTest {
  private static final int THREADS = 2;

  private final FakeTicker ticker = new FakeTicker();
  private final List<Breaker.Transition> transitions = new ArrayList<>();
  private final Breaker breaker =
      new Breaker("d", () -> 0.3, 1, ticker.nanoTime(), transitions::add);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private void together(Callable<Void> work) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(THREADS);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      done.add(
          threads.submit(
              () -> {
                barrier.await(10, TimeUnit.SECONDS);
                return work.call();
              }));
    }
    for (Future<?> future : done) {
      future.get(60, TimeUnit.SECONDS);
    }
  }

  private void open() {
    for (int i = 0; i < 8; i++) {
      breaker.fail(breaker.tryAcquire(ticker.nanoTime()), ticker.nanoTime());
    }
    ticker.advanceSeconds(16);
  }

  @Test
  void neverMoreThanThreeProbesAreOutAndNoneIsLost() throws Exception {
    open();
    AtomicInteger out = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger given = new AtomicInteger();
    together(
        () -> {
          long now = ticker.nanoTime();
          for (int i = 0; i < 200_000; i++) {
            long permit = breaker.tryAcquire(now);
            if (permit != Breaker.REFUSED) {
              given.incrementAndGet();
              most.accumulateAndGet(out.incrementAndGet(), Math::max);
              out.decrementAndGet();
              breaker.ignore(permit, now);
            }
          }
          return null;
        });
    assertTrue(most.get() <= Probes.LIMIT, () -> "out: " + most);
    assertTrue(given.get() > 0);
    for (int i = 0; i < Probes.LIMIT; i++) {
      assertTrue(breaker.tryAcquire(ticker.nanoTime()) != Breaker.REFUSED, "a permit was lost");
    }
    assertEquals(Breaker.REFUSED, breaker.tryAcquire(ticker.nanoTime()), "a permit was made");
  }

  @Test
  void manyTripsAndRecoveriesLeaveNoTrace() throws Exception {
    together(
        () -> {
          SplittableRandom random = new SplittableRandom(Thread.currentThread().getId());
          for (int i = 0; i < 100_000; i++) {
            boolean bad = i / 2_000 % 2 == 0;
            long now = ticker.advanceSeconds(0.02);
            long permit = breaker.tryAcquire(now);
            if (permit == Breaker.REFUSED) {
              continue;
            }
            switch (random.nextInt(10)) {
              case 0 -> breaker.ignore(permit, now);
              case 1 -> breaker.peek(now);
              default -> {
                if (bad) {
                  breaker.fail(permit, now);
                } else {
                  breaker.succeed(permit, 0.2, now);
                }
              }
            }
          }
          return null;
        });
    assertTrue(breaker.counts().openings() > 20);
    for (int i = 1; i < transitions.size(); i++) {
      assertEquals(transitions.get(i - 1).to(), transitions.get(i).from(), "a transition was lost");
    }
    ticker.advanceSeconds(60);
    for (int i = 0; i < 10 && breaker.state() != Breaker.State.CLOSED; i++) {
      long now = ticker.advanceSeconds(16);
      for (int j = 0; j < Probes.LIMIT; j++) {
        breaker.succeed(breaker.tryAcquire(now), 0.2, now);
      }
    }
    assertEquals(Breaker.State.CLOSED, breaker.state());
  }

  @Test
  void peekAgreesWithAcquireWhateverHappens() {
    long seed = 20261123;
    SplittableRandom random = new SplittableRandom(seed);
    long[] out = new long[400];
    for (int step = 0; step < 300_000; step++) {
      int at = random.nextInt(out.length);
      int where = step;
      long now = ticker.advanceSeconds(random.nextInt(20) == 0 ? 5 * random.nextDouble() : 0.001);
      if (out[at] == Breaker.REFUSED) {
        boolean peeked = breaker.peek(now);
        out[at] = breaker.tryAcquire(now);
        assertEquals(peeked, out[at] != Breaker.REFUSED, () -> "seed " + seed + " step " + where);
      } else {
        report(random, out[at], now);
        out[at] = random.nextInt(20) == 0 ? out[at] : Breaker.REFUSED;
      }
    }
    assertTrue(breaker.counts().openings() > 50, () -> "openings " + breaker.counts());
    assertTrue(Arrays.stream(Breaker.State.values()).allMatch(this::wasEntered));
  }

  private boolean wasEntered(Breaker.State state) {
    return transitions.stream().anyMatch(transition -> transition.to() == state);
  }

  private void report(SplittableRandom random, long permit, long now) {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> breaker.fail(permit, now);
      case 7, 8 -> breaker.ignore(permit, now);
      case 9 -> {
        if (random.nextInt(50) == 0) {
          breaker.misconfigured(permit, now);
        }
      }
      default -> breaker.succeed(permit, random.nextDouble(), now);
    }
  }
}
