package dev.isthmus.core.resilience;

import io.github.resilience4j.core.IntervalFunction;
import java.util.SplittableRandom;

/**
 * How long a breaker stays open: longer each time its probes fail, and never quite as long as the
 * others do, so that deployments that went down together are not probed together.
 *
 * <p>Shape: wait n is drawn evenly from [low, 1.5·low] with low = min(10 s, 5 s × 1.5^(n−1)), so
 * always within 5 to 15 s. Threads: its breaker's lock guards it.
 */
final class OpenWaits implements IntervalFunction {
  private static final double FIRST_MILLIS = 5_000;
  private static final double LONGEST_LOW_MILLIS = 10_000;
  private static final double GROWTH = 1.5;
  private static final double SPREAD = 0.5;

  private final SplittableRandom random;
  private long lastMillis;

  OpenWaits(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public Long apply(Integer attempt) {
    double low =
        Math.min(LONGEST_LOW_MILLIS, FIRST_MILLIS * Math.pow(GROWTH, Math.max(0, attempt - 1)));
    lastMillis = (long) (low * (1 + SPREAD * random.nextDouble()));
    return lastMillis;
  }

  /** The wait that was drawn last. */
  long lastMillis() {
    return lastMillis;
  }
}
