package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An average that forgets: each sample weighs {@code 1 − 2^(−Δt/H)}, where Δt is the time since the
 * sample before it.
 *
 * <p>Shape: a float and the tick of the last sample in one {@code long}, replaced by
 * compare-and-set; so value and age always belong together. It may rise and fall with different
 * half-lives. Two samples within one tick (16.8 ms) count as the first alone, which at such rates
 * is a fair draw. Threads: any; no lock, no allocation. Errors: a sample that is not finite is left
 * out.
 */
public final class PackedEwma {
  /**
   * Below this weight a sample would vanish in the rounding of a float. It is left out, and the
   * time since the last one stands for the next.
   */
  private static final double LEAST_GAIN = 1e-4;

  private static final HalfLife NEVER = new HalfLife(Double.MAX_VALUE);

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(PackedEwma.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final HalfLife rising;
  private final HalfLife falling;
  private volatile long state;

  /** One half-life for both directions. Units: seconds. */
  public PackedEwma(double halfLifeSeconds, double initial, long nowNanos) {
    this(halfLifeSeconds, halfLifeSeconds, initial, nowNanos);
  }

  PackedEwma(double risingSeconds, double fallingSeconds, double initial, long nowNanos) {
    rising = new HalfLife(risingSeconds);
    falling = new HalfLife(fallingSeconds);
    state = pack(initial, HalfLife.tick(nowNanos));
  }

  @HotPath
  public void add(double sample, long nowNanos) {
    add(sample, 0, nowNanos);
  }

  /**
   * Adds a sample that weighs at least {@code leastGain}, however soon it comes after the last: how
   * a value that began as a guess learns from its first few samples.
   */
  @HotPath
  public void add(double sample, double leastGain, long nowNanos) {
    add(sample, leastGain, Double.NaN, NEVER, nowNanos);
  }

  /**
   * Adds a sample to what {@link #agedTowards} believes now, where that has forgotten what the
   * plain value still holds.
   */
  @HotPath
  void addAged(double sample, double leastGain, double rest, HalfLife aging, long nowNanos) {
    add(sample, leastGain, rest, aging, nowNanos);
  }

  private void add(double sample, double leastGain, double rest, HalfLife aging, long nowNanos) {
    if (!(Math.abs(sample) <= Float.MAX_VALUE)) {
      return;
    }
    int tick = HalfLife.tick(nowNanos);
    long was;
    long next;
    do {
      was = state;
      long age = HalfLife.between((int) was, tick);
      double value = aged(value(was), rest, aging, age);
      HalfLife halfLife = sample > value ? rising : falling;
      double gain = Math.max(leastGain, 1 - halfLife.left(age));
      if (gain < LEAST_GAIN) {
        return;
      }
      next = pack(value + gain * (sample - value), age == 0 ? (int) was : tick);
    } while (!STATE.compareAndSet(this, was, next));
  }

  /** The value as of the last sample. */
  @HotPath
  public double value() {
    return value(state);
  }

  /**
   * The value as it is believed now: without samples it drifts towards {@code rest}, so that what
   * was bad once, and is no longer asked, gets another chance.
   */
  @HotPath
  double agedTowards(double rest, HalfLife aging, long nowNanos) {
    long now = state;
    return aged(value(now), rest, aging, HalfLife.between((int) now, HalfLife.tick(nowNanos)));
  }

  /** Seconds since the last sample. */
  @HotPath
  double ageSeconds(long nowNanos) {
    return HalfLife.between((int) state, HalfLife.tick(nowNanos)) * HalfLife.SECONDS_PER_TICK;
  }

  private static double aged(double value, double rest, HalfLife aging, long ticks) {
    return aging == NEVER || value == rest ? value : rest + (value - rest) * aging.left(ticks);
  }

  private static double value(long state) {
    return Float.intBitsToFloat((int) (state >>> 32));
  }

  private static long pack(double value, int tick) {
    return ((long) Float.floatToRawIntBits((float) value) << 32) | Integer.toUnsignedLong(tick);
  }
}
