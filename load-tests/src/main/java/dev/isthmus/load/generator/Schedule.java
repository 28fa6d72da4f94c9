package dev.isthmus.load.generator;

import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** When each call is due. Units: nanoseconds. Threads: one. */
final class Schedule {

  private static final double NANOS_PER_SECOND = 1e9;

  private final DoubleSupplier offsets;
  private final long startNanos;
  private final double lengthNanos;
  private double next;

  Schedule(LoadPlan.Rate rate, long startNanos, long seed) {
    this(offsets(rate, seed), startNanos, (double) rate.duration().toNanos());
  }

  /** As {@code sheet} says, to its last line. */
  Schedule(CallSheet sheet, long startNanos) {
    this(offsets(sheet.lines().iterator()), startNanos, Double.POSITIVE_INFINITY);
  }

  private Schedule(DoubleSupplier offsets, long startNanos, double lengthNanos) {
    this.offsets = offsets;
    this.startNanos = startNanos;
    this.lengthNanos = lengthNanos;
    this.next = offsets.getAsDouble();
  }

  private static DoubleSupplier offsets(Iterator<CallSheet.Line> lines) {
    return () ->
        lines.hasNext() ? lines.next().dueSeconds() * NANOS_PER_SECOND : Double.POSITIVE_INFINITY;
  }

  private static DoubleSupplier offsets(LoadPlan.Rate rate, long seed) {
    double meanGapNanos = NANOS_PER_SECOND / rate.callsPerSecond();
    if (rate.arrival() == LoadPlan.Arrival.FIXED) {
      return new Sum(-meanGapNanos, () -> meanGapNanos);
    }
    SplittableRandom random = new SplittableRandom(seed);
    return new Sum(0, () -> -Math.log(1 - random.nextDouble()) * meanGapNanos);
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
    next = offsets.getAsDouble();
  }

  /** Gaps, added up. */
  private static final class Sum implements DoubleSupplier {
    private final DoubleSupplier gaps;
    private double sum;

    Sum(double from, DoubleSupplier gaps) {
      this.sum = from;
      this.gaps = gaps;
    }

    @Override
    public double getAsDouble() {
      sum += gaps.getAsDouble();
      return sum;
    }
  }
}
