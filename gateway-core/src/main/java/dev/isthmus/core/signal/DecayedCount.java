package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A count that forgets: what was added halves every half-life.
 *
 * <p>Shape: a float and a tick in one {@code long}, as in {@link PackedEwma}. At a steady rate of r
 * per second it settles at {@code r × H / ln 2}. Threads: any; no lock, no allocation.
 */
public final class DecayedCount {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(DecayedCount.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final HalfLife halfLife;
  private volatile long state;

  /** Begins at nothing. Units: seconds. */
  public DecayedCount(double halfLifeSeconds, long nowNanos) {
    halfLife = new HalfLife(halfLifeSeconds);
    state = Integer.toUnsignedLong(HalfLife.tick(nowNanos));
  }

  @HotPath
  public void add(double amount, long nowNanos) {
    add(amount, Double.MAX_VALUE, nowNanos);
  }

  /** As {@link #add(double, long)}, up to {@code most}. */
  @HotPath
  void add(double amount, double most, long nowNanos) {
    int tick = HalfLife.tick(nowNanos);
    long was;
    long next;
    do {
      was = state;
      long age = HalfLife.between((int) was, tick);
      double sum = Math.min(most, amount(was) * halfLife.left(age) + amount);
      next = pack(sum, age == 0 ? (int) was : tick);
    } while (!STATE.compareAndSet(this, was, next));
  }

  @HotPath
  public double count(long nowNanos) {
    long now = state;
    if (amount(now) == 0) {
      return 0;
    }
    return amount(now) * halfLife.left(HalfLife.between((int) now, HalfLife.tick(nowNanos)));
  }

  /** As of the last addition: nothing of it is forgotten. */
  @HotPath
  double last() {
    return amount(state);
  }

  /** Forgets everything at once. */
  void clear(long nowNanos) {
    state = Integer.toUnsignedLong(HalfLife.tick(nowNanos));
  }

  private static double amount(long state) {
    return Float.intBitsToFloat((int) (state >>> 32));
  }

  private static long pack(double amount, int tick) {
    return ((long) Float.floatToRawIntBits((float) amount) << 32) | Integer.toUnsignedLong(tick);
  }
}
