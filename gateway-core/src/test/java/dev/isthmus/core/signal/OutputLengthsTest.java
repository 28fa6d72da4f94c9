package dev.isthmus.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FakeTicker;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class OutputLengthsTest {
  private final FakeTicker ticker = new FakeTicker();
  private final OutputLengths lengths = new OutputLengths(ticker);

  @Test
  void thePriorIsAMiddlingAnswer() {
    assertEquals(250, lengths.mean(-1), 10);
    assertEquals(250 * Math.log(10), (double) lengths.p90(-1), 60);
  }

  @Test
  void expectationsAreClippedByWhatMayBeAnswered() {
    assertEquals(0, lengths.mean(0));
    assertTrue(lengths.mean(100) < 90);
    assertEquals(100, lengths.p90(100));
    double before = 0;
    for (long max = 1; max < 100_000; max *= 3) {
      assertTrue(lengths.mean(max) >= before, "max=" + max);
      before = lengths.mean(max);
    }
  }

  @Test
  void itLearnsTheMeanAndTheTail() {
    long seed = 3;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    long[] answers = new long[20_000];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = 1 + (long) Math.exp(5 + 1.2 * random.nextGaussian());
      lengths.add(answers[i]);
    }
    double mean = Arrays.stream(answers).average().orElse(0);
    double clipped =
        Arrays.stream(answers).map(tokens -> Math.min(tokens, 300)).average().orElse(0);
    Arrays.sort(answers);
    double p90 = (double) answers[answers.length * 9 / 10];
    assertEquals(mean, lengths.mean(-1), mean * 0.05, () -> "seed=" + seed);
    assertEquals(clipped, lengths.mean(300), clipped * 0.05, () -> "seed=" + seed);
    assertEquals(p90, (double) lengths.p90(-1), p90 * 0.1, () -> "seed=" + seed);
  }

  @Test
  void itForgetsTowardsThePrior() {
    for (int i = 0; i < 1_000; i++) {
      lengths.add(5_000);
    }
    assertTrue(lengths.mean(-1) > 4_000);
    ticker.advanceSeconds(600);
    lengths.add(1);
    double halved = lengths.mean(-1);
    assertEquals(4_900, halved, 500);
    ticker.advanceSeconds(86_400);
    lengths.add(250);
    assertEquals(250, lengths.mean(-1), 30);
  }

  @Test
  void anyLengthHasAPlace() {
    lengths.add(0);
    lengths.add(Long.MAX_VALUE);
    lengths.add(65_536);
    assertTrue(lengths.p90(-1) > 0);
    assertTrue(Double.isFinite(lengths.mean(-1)));
  }
}
