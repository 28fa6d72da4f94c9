package dev.isthmus.load.scenario;

import dev.isthmus.load.generator.CallRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * Everything that was seen of one run. Units: seconds since the load began.
 *
 * @param figures what a play measured itself, by name
 */
record Evidence(
    Pace pace,
    long startNanos,
    double seconds,
    List<Band> bands,
    Load load,
    List<Sample> samples,
    Map<String, Double> figures,
    Ending ending) {

  private static final double NANOS = 1e9;

  /** What was sent; {@code lag} is how late the generator itself was, in microseconds. */
  record Load(List<CallRecord> calls, Histogram lag) {}

  /**
   * How the gateway was at the end.
   *
   * @param output its newest lines
   * @param missedLooks samples that could not be taken
   */
  record Ending(boolean alive, List<String> output, int missedLooks) {}

  CallSet calls() {
    return new CallSet(load.calls);
  }

  /** Calls that were due from {@code from} on and before {@code to}. */
  CallSet due(double from, double to) {
    return calls().where(call -> dueSecond(call) >= from && dueSecond(call) < to);
  }

  double dueSecond(CallRecord call) {
    return (call.marks().scheduledNanos() - startNanos) / NANOS;
  }

  /** What a play measured under {@code name}; NaN where it did not come to that. */
  double figure(String name) {
    return figures.getOrDefault(name, Double.NaN);
  }

  Band band(String name) {
    return bands.stream()
        .filter(band -> band.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("band: " + name + " in " + bands));
  }

  /** The first stretch in which something is wrong. */
  Band fault() {
    return bands.stream().filter(Band::fault).findFirst().orElseThrow();
  }

  /** Calls that were due before anything went wrong. */
  CallSet before() {
    return due(0, fault().from());
  }

  /** Calls that were due while it was wrong and routing had had its time to see that. */
  CallSet adapted() {
    return due(fault().from() + pace.reaction(), fault().to());
  }

  /** How much {@code counter} grew from {@code from} to {@code to}, by the samples nearest. */
  double growth(
      Function<Sample, Map<String, Double>> counter,
      Collection<String> names,
      double from,
      double to) {
    return Sample.of(counter.apply(at(to)), names) - Sample.of(counter.apply(at(from)), names);
  }

  private Sample at(double second) {
    return samples.stream()
        .min(
            (one, other) ->
                Double.compare(Math.abs(one.second() - second), Math.abs(other.second() - second)))
        .orElseThrow(() -> new IllegalStateException("no samples of the gateway"));
  }
}
