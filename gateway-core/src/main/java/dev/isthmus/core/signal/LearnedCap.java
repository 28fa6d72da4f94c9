package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit that nobody states, learned from refusals.
 *
 * <p>Shape, in tokens per second: none at first. A burst of refusals cuts it to 0.7 of the rate at
 * which tokens were reserved (or of itself, if that is less); while no burst comes it grows by 2 %
 * every ten seconds, without end. A burst is three refusals within some seconds; all refusals
 * within five seconds of a cut belong to that cut. What the cap allows may be used up to ten
 * seconds at a time; a call larger than that may go when nothing is owed. Threads: any; no lock, no
 * allocation.
 */
final class LearnedCap {
  private static final double CUT = 0.7;

  /** 2 % in ten seconds doubles it in this time. */
  private static final HalfLife DOUBLING = new HalfLife(10 * Math.log(2) / Math.log(1.02));

  private static final double RATE_SECONDS = 10;
  private static final double BURST_SECONDS = 5;
  private static final double BURST = 2.5;

  /** Below this a single middling call would be owed for a minute. */
  private static final double LEAST_TOKENS_PER_SECOND = 50;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long AHEAD_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A single call is owed for no longer than this. */
  private static final double MOST_OWED_NANOS = 60 * NANOS_PER_SECOND;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(LearnedCap.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The cap as a float above the tick of the last cut. */
  private volatile long state;

  /** When what was reserved will have been earned. */
  private final AtomicLong earnedNanos;

  private final DecayedCount reserved;
  private final DecayedCount refusals;

  LearnedCap(long nowNanos) {
    state = pack(Double.POSITIVE_INFINITY, HalfLife.tick(nowNanos));
    earnedNanos = new AtomicLong(nowNanos);
    reserved = new DecayedCount(RATE_SECONDS, nowNanos);
    refusals = new DecayedCount(BURST_SECONDS, nowNanos);
  }

  @HotPath
  boolean fits(long tokens, long nowNanos) {
    return !learned() || fits(earnedNanos.get(), cost(tokens, nowNanos), nowNanos);
  }

  @HotPath
  boolean tryTake(long tokens, long nowNanos) {
    long cost = cost(tokens, nowNanos);
    long was;
    do {
      was = earnedNanos.get();
      if (!fits(was, cost, nowNanos)) {
        return false;
      }
    } while (!earnedNanos.compareAndSet(was, Math.max(was, nowNanos) + cost));
    reserved.add((double) tokens, nowNanos);
    return true;
  }

  @HotPath
  void take(long tokens, long nowNanos) {
    long cost = cost(tokens, nowNanos);
    long was;
    do {
      was = earnedNanos.get();
    } while (!earnedNanos.compareAndSet(was, Math.max(was, nowNanos) + cost));
    reserved.add((double) tokens, nowNanos);
  }

  @HotPath
  void giveBack(long tokens, long nowNanos) {
    earnedNanos.getAndAdd(-cost(tokens, nowNanos));
    reserved.add(-(double) tokens, nowNanos);
  }

  /** Tokens per second; infinite before anything was learned. */
  @HotPath
  double tokensPerSecond(long nowNanos) {
    long now = state;
    return cap(now) / DOUBLING.left(HalfLife.between((int) now, HalfLife.tick(nowNanos)));
  }

  /** The part of the cap that is not in use, from 0 to 1. */
  @HotPath
  double left(long nowNanos) {
    long owed = learned() ? Math.max(0, earnedNanos.get() - nowNanos) : 0;
    return owed == 0 ? 1 : Math.max(0, 1 - (double) owed / AHEAD_NANOS);
  }

  /** A call was refused for want of capacity that no limit explains. */
  void refused(long nowNanos) {
    refusals.add(1, nowNanos);
    long was = state;
    int tick = HalfLife.tick(nowNanos);
    double sinceCut = HalfLife.between((int) was, tick) * HalfLife.SECONDS_PER_TICK;
    boolean inLastCut = cap(was) < Float.POSITIVE_INFINITY && sinceCut < BURST_SECONDS;
    if (inLastCut || refusals.count(nowNanos) < BURST) {
      return;
    }
    double rate = reserved.count(nowNanos) * Math.log(2) / RATE_SECONDS;
    double cap = CUT * Math.min(rate, tokensPerSecond(nowNanos));
    // A cut that comes in between is as good as ours.
    STATE.compareAndSet(this, was, pack(Math.max(LEAST_TOKENS_PER_SECOND, cap), tick));
  }

  /** Whether there is a cap. */
  @HotPath
  boolean learned() {
    return cap(state) < Float.POSITIVE_INFINITY;
  }

  private long cost(long tokens, long nowNanos) {
    if (!learned()) {
      return 0;
    }
    double nanos = tokens * NANOS_PER_SECOND / tokensPerSecond(nowNanos);
    return (long) Math.min(nanos, MOST_OWED_NANOS);
  }

  private static boolean fits(long earned, long cost, long nowNanos) {
    long owed = Math.max(0, earned - nowNanos);
    return cost == 0 || owed == 0 || owed + cost <= AHEAD_NANOS;
  }

  private static double cap(long state) {
    return Float.intBitsToFloat((int) (state >>> 32));
  }

  private static long pack(double cap, int tick) {
    return ((long) Float.floatToRawIntBits((float) cap) << 32) | Integer.toUnsignedLong(tick);
  }
}
