package dev.isthmus.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.call.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class WaitingAttemptsTest {
  private final FakeTicker ticker = new FakeTicker();
  private final WaitingAttempts waiting = new WaitingAttempts();

  @Test
  void nobodyWaitsAtFirst() {
    assertEquals(0, waiting.count());
    assertEquals(0, waiting.meanSeconds(ticker.nanoTime()));
  }

  @Test
  void theMeanIsThatOfAPlainList() {
    long seed = 99;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Long> starts = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      long now = ticker.advance(random.nextLong(1_000_000_000));
      if (!starts.isEmpty() && random.nextInt(2 + starts.size()) > 20) {
        waiting.leave(starts.remove(random.nextInt(starts.size())));
      } else {
        long start = now + random.nextLong(5_000_000_000L);
        starts.add(start);
        waiting.join(start);
      }
      assertEquals(starts.size(), waiting.count());
      double mean = starts.stream().mapToDouble(start -> (now - start) / 1e9).average().orElse(0);
      assertEquals(mean, waiting.meanSeconds(now), 0.002, () -> "seed=" + seed);
    }
  }

  @Test
  void joiningAndLeavingOnManyThreadsLeavesNobody() throws InterruptedException {
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 50_000; i++) {
            long start = i * 10_000_000L + thread;
            waiting.join(start);
            waiting.leave(start);
          }
        });
    assertEquals(0, waiting.count());
    long now = ticker.nanoTime();
    waiting.join(now - 3_000_000_000L);
    assertEquals(3, waiting.meanSeconds(now), 0.002);
  }
}
