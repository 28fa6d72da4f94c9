package dev.isthmus.load.simulation;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The independent sources of chance of one run. What comes in and how providers behave is drawn
 * from streams of its own, so that every policy meets the same calls under one seed.
 *
 * @param seed of the run
 * @param calls seed of what comes in: runs that share it meet the same calls
 */
public record Seeds(long seed, long calls) {
  /** What chance decides. */
  public enum Stream {
    ARRIVALS,
    LENGTHS,
    SERVICE,
    POLICY
  }

  /** One seed for everything. */
  public Seeds(long seed) {
    this(seed, seed);
  }

  private static final long STEP = 0x9E3779B97F4A7C15L;

  /** The stream of that name for the {@code part}-th of those who draw from it. */
  public RandomGenerator stream(Stream stream, int part) {
    boolean incoming = stream == Stream.ARRIVALS || stream == Stream.LENGTHS;
    long named = hash((incoming ? calls : seed) * STEP + stream.ordinal());
    return new SplittableRandom(hash(named + part));
  }

  /**
   * Seeds that lie apart by multiples of the generator's own step give one sequence, shifted: so
   * nothing is added to a seed that is not hashed again.
   */
  private static long hash(long value) {
    return new SplittableRandom(value).nextLong();
  }
}
