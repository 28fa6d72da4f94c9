package dev.isthmus.core.exchange;

import dev.isthmus.core.route.Itinerary;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Stops that share fates where their numbers are equal; without numbers none does. */
record Stops(int size, long patience, List<Integer> fates, boolean sound, Set<Integer> sick)
    implements Itinerary {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  static Stops of(int size, long patience, Integer... fates) {
    return new Stops(size, patience, List.of(fates), true, Set.of());
  }

  @Override
  public int candidate(int stop) {
    return stop;
  }

  @Override
  public boolean sameFate(int stop, int other) {
    return !fates.isEmpty() && fates.get(stop).equals(fates.get(other));
  }

  /** Fates of ten to nineteen are regions of one provider, and so on. */
  @Override
  public boolean sameOperator(int stop, int other) {
    return !fates.isEmpty() && fates.get(stop) / 10 == fates.get(other) / 10;
  }

  @Override
  public long patienceNanos(int stop) {
    return patience;
  }

  /** Those without patience think. */
  @Override
  public long stallNanos(int stop, long nowNanos) {
    return (patience < 0 ? 120 : 10) * SECOND;
  }

  @Override
  public long expectedFirstContentNanos(int stop) {
    return SECOND;
  }

  @Override
  public boolean sound(int stop, long nowNanos) {
    return sound;
  }

  @Override
  public boolean healthy(int stop) {
    return !sick.contains(stop);
  }
}
