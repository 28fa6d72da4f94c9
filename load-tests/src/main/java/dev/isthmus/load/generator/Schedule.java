package dev.isthmus.load.generator;

import java.util.SplittableRandom;

/** When each call is due. Units: nanoseconds. Threads: one. */
final class Schedule {

  private static final double NANOS_PER_SECOND = 1e9;

  private final double meanGapNanos;
  private final boolean poisson;
  private final SplittableRandom random;
  private final long startNanos;
  private final long lengthNanos;
  private double next;

  Schedule(LoadPlan.Rate rate, long startNanos, long seed) {
    this.meanGapNanos = NANOS_PER_SECOND / rate.callsPerSecond();
    this.poisson = rate.arrival() == LoadPlan.Arrival.POISSON;
    this.random = new SplittableRandom(seed);
    this.startNanos = startNanos;
    this.lengthNanos = rate.duration().toNanos();
    this.next = poisson ? gap() : 0;
  }

  /** Whether the last call has been taken. */
  boolean over() {
    return next >= lengthNanos;
  }

  /** When the next call is due. */
  long dueNanos() {
    return startNanos + (long) next;
  }

  void advance() {
    next += gap();
  }

  private double gap() {
    return poisson ? -Math.log(1 - random.nextDouble()) * meanGapNanos : meanGapNanos;
  }
}
