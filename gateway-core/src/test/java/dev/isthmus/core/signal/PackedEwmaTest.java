package dev.isthmus.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FakeTicker;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedEwmaTest {
  private static final long TICK_NANOS = 1L << 24;
  private final FakeTicker ticker = new FakeTicker(-(1L << 40));

  @Test
  void theTableAgreesWithThePowerOfTwo() {
    HalfLife halfLife = new HalfLife(15);
    for (long ticks = 0; ticks < 400_000; ticks += 1 + ticks / 50) {
      double exact = Math.pow(2, -ticks * HalfLife.SECONDS_PER_TICK / 15);
      assertEquals(exact, halfLife.left(ticks), exact * 1e-8, "ticks=" + ticks);
    }
    assertEquals(0, halfLife.left(1L << 32));
  }

  @Test
  void ticksMayWrapAndClocksMayLag() {
    assertEquals(5, HalfLife.between(Integer.MAX_VALUE - 2, Integer.MIN_VALUE + 2));
    assertEquals(5, HalfLife.between(-3, 2));
    assertEquals(0, HalfLife.between(10, 7));
    assertEquals(3_000_000_000L, HalfLife.between(0, (int) 3_000_000_000L));
  }

  @ParameterizedTest
  @ValueSource(doubles = {15, 60, 600})
  void itFollowsAReferenceInDoubles(double halfLifeSeconds) {
    long seed = 7;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    PackedEwma ewma = new PackedEwma(halfLifeSeconds, 1, ticker.nanoTime());
    double reference = 1;
    for (int i = 0; i < 20_000; i++) {
      long ticks = 6 + random.nextLong(100);
      long now = ticker.advance(ticks * TICK_NANOS);
      double sample = Math.exp(random.nextGaussian()) * (i < 10_000 ? 0.3 : 3);
      ewma.add(sample, now);
      double weight = Math.pow(2, -ticks * HalfLife.SECONDS_PER_TICK / halfLifeSeconds);
      reference = reference * weight + sample * (1 - weight);
      int step = i;
      assertEquals(
          reference, ewma.value(), reference * 1e-3, () -> "seed=" + seed + " step=" + step);
    }
  }

  @Test
  void timesBetweenTicksAreLostWithoutBias() {
    long seed = 8;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    PackedEwma ewma = new PackedEwma(15, 1, ticker.nanoTime());
    double sum = 0;
    int steps = 200_000;
    for (int i = 0; i < steps; i++) {
      long now = ticker.advance(random.nextLong(20_000_000));
      ewma.add(0.5 + random.nextDouble(), now);
      sum += ewma.value();
    }
    assertEquals(1, sum / steps, 0.01, () -> "seed=" + seed);
  }

  @Test
  void itMayRiseFasterThanItFalls() {
    PackedEwma ewma = new PackedEwma(2, 15, 1, ticker.nanoTime());
    ewma.add(2, ticker.advanceSeconds(2));
    assertEquals(1.5, ewma.value(), 0.01);
    ewma.add(0.5, ticker.advanceSeconds(15));
    assertEquals(1, ewma.value(), 0.01);
  }

  @Test
  void aSampleThatIsNotFiniteIsLeftOut() {
    PackedEwma ewma = new PackedEwma(2, 1, ticker.nanoTime());
    ewma.add(Double.NaN, ticker.advanceSeconds(1));
    ewma.add(Double.POSITIVE_INFINITY, ticker.advanceSeconds(1));
    assertEquals(1, ewma.value());
  }

  @Test
  void withoutSamplesItDriftsToItsRest() {
    PackedEwma ewma = new PackedEwma(15, 9, ticker.nanoTime());
    HalfLife aging = new HalfLife(60);
    assertEquals(9, ewma.agedTowards(1, aging, ticker.nanoTime()));
    assertEquals(5, ewma.agedTowards(1, aging, ticker.advanceSeconds(60)), 0.01);
    assertEquals(1, ewma.agedTowards(1, aging, ticker.advanceSeconds(3600)), 0.01);
    assertEquals(9, ewma.value());
  }

  @Test
  void aClockThatLagsDoesNotDisturbIt() {
    long now = ticker.advanceSeconds(10);
    PackedEwma ewma = new PackedEwma(15, 1, now);
    ewma.add(100, now - 5 * TICK_NANOS);
    assertEquals(1, ewma.value());
    assertEquals(1, ewma.agedTowards(50, new HalfLife(60), now - 5 * TICK_NANOS));
  }

  @Test
  void aCountForgetsAtItsHalfLife() {
    DecayedCount count = new DecayedCount(20, ticker.nanoTime());
    count.add(8, ticker.nanoTime());
    assertEquals(8, count.count(ticker.nanoTime()));
    assertEquals(4, count.count(ticker.advanceSeconds(20)), 0.01);
    count.add(4, ticker.nanoTime());
    assertEquals(4, count.count(ticker.advanceSeconds(20)), 0.01);
  }

  @Test
  void aSteadyRateSettlesWhereTheJavadocSays() {
    DecayedCount count = new DecayedCount(20, ticker.nanoTime());
    for (int i = 0; i < 4_000; i++) {
      count.add(1, ticker.advanceMillis(100));
    }
    double expected = 10 * 20 / Math.log(2);
    assertEquals(expected, count.count(ticker.nanoTime()), expected * 0.01);
  }

  @Test
  void noAddIsLostBetweenThreads() throws InterruptedException {
    long now = ticker.nanoTime();
    DecayedCount count = new DecayedCount(20, now);
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 100_000; i++) {
            count.add(1, now);
          }
        });
    assertEquals(400_000, count.count(now));
    assertTrue(count.count(ticker.advanceSeconds(40)) < 100_100);
  }
}
