package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;

/**
 * How fast something is forgotten, and the coarse clock by which that is measured.
 *
 * <p>Units: a tick is 2²⁴ ns, about 16.8 ms, held in 32 bits, which lasts 2.2 years before it
 * repeats; only differences mean anything. Threads: any; immutable.
 */
final class HalfLife {
  static final double SECONDS_PER_TICK = (1 << 24) / 1e9;

  private static final int TICK_SHIFT = 24;

  /** Differences this close below zero are a clock read a little earlier on another thread. */
  private static final int MOST_TICKS_BEHIND = 1 << 16;

  private static final int STEPS = 256;

  /** 2^(−i/256). */
  private static final double[] POWERS = powers();

  private static final double LN2_PER_STEP = Math.log(2) / STEPS;

  /** Halvings after which nothing is left worth a float. */
  private static final int MOST_HALVINGS = 1_000;

  private final double halvingsPerTick;

  HalfLife(double seconds) {
    if (!(seconds > 0)) {
      throw new IllegalArgumentException("seconds: " + seconds + " (expected: > 0)");
    }
    halvingsPerTick = SECONDS_PER_TICK / seconds;
  }

  /** The part that is left after {@code ticks}: {@code 2^(−ticks/H)}, to within 10⁻⁸ of itself. */
  @HotPath
  double left(long ticks) {
    if (ticks == 0) {
      return 1;
    }
    double halvings = ticks * halvingsPerTick;
    if (halvings >= MOST_HALVINGS) {
      return 0;
    }
    int whole = (int) halvings;
    double steps = (halvings - whole) * STEPS;
    int step = (int) steps;
    // The table takes us to within a step; two terms of the series go the rest of the way.
    double rest = (steps - step) * LN2_PER_STEP;
    double fraction = POWERS[step] * (1 - rest * (1 - rest / 2));
    return fraction * Double.longBitsToDouble((1023L - whole) << 52);
  }

  @HotPath
  static int tick(long nowNanos) {
    return (int) (nowNanos >> TICK_SHIFT);
  }

  /** Ticks from {@code earlier} to {@code later}, and 0 where they come in the other order. */
  @HotPath
  static long between(int earlier, int later) {
    int difference = later - earlier;
    return difference < 0 && difference >= -MOST_TICKS_BEHIND
        ? 0
        : Integer.toUnsignedLong(difference);
  }

  private static double[] powers() {
    double[] powers = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      powers[i] = Math.pow(2, -i / (double) STEPS);
    }
    return powers;
  }
}
