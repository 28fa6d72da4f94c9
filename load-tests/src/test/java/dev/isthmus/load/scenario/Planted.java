package dev.isthmus.load.scenario;

import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.Outcome;
import dev.isthmus.load.stand.ProcessProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A run that never was: ten calls a second for thirty seconds, and a fault from 10 s to 20 s. */
final class Planted {
  static final String SICK = "sick";
  static final String WELL = "well";
  static final Pace PACE = new Pace(1, 10, 10, 10, 4, true);
  private static final long SECOND = 1_000_000_000L;

  private final List<CallRecord> calls = new ArrayList<>();
  private final Histogram lag = new Histogram(3);
  private Pace pace = PACE;

  /** What becomes of the call that is due at {@code second}. */
  interface Fate {
    CallRecord of(long number, double second);
  }

  static Planted run(Fate fate) {
    Planted planted = new Planted();
    for (int i = 0; i < 300; i++) {
      planted.calls.add(fate.of(i, i / 10.0));
    }
    planted.lag.recordValue(1_000);
    return planted;
  }

  static CallRecord answered(long number, double second, String by, double firstToken) {
    return call(number, second, by, Outcome.OK, firstToken);
  }

  static CallRecord failed(long number, double second) {
    return call(number, second, "", Outcome.LOST, 0);
  }

  private static CallRecord call(
      long number, double second, String by, Outcome outcome, double firstToken) {
    long due = (long) (second * SECOND);
    long first = firstToken == 0 ? 0 : due + (long) (firstToken * SECOND);
    long end = due + (long) ((firstToken + 1) * SECOND);
    CallRecord.Marks marks = new CallRecord.Marks(due, due, first, first, end);
    return new CallRecord(number, true, outcome, 200, by, "r" + number, 101, false, marks);
  }

  Planted pace(Pace to) {
    pace = to;
    return this;
  }

  Planted lagMillis(long millis) {
    lag.recordValue(millis * 1_000);
    return this;
  }

  Evidence evidence() {
    List<Sample> samples = new ArrayList<>();
    for (int second = 0; second <= 30; second++) {
      samples.add(sample(second));
    }
    return new Evidence(
        pace,
        0,
        30,
        List.of(new Band("something", 10, 20, true)),
        new Evidence.Load(calls, lag),
        samples,
        Map.of(),
        new Evidence.Ending(true, List.of(), 0));
  }

  private Sample sample(int second) {
    Map<String, Double> attempts = Map.of(SICK, count(SICK, second), WELL, count(WELL, second));
    return new Sample(
        second,
        attempts,
        Map.of(),
        Map.of(SICK, second * 0.001),
        Map.of(),
        Map.of(),
        Map.of(),
        ProcessProbe.Reading.NOTHING);
  }

  private double count(String name, int second) {
    return calls.stream()
        .filter(call -> call.deployment().equals(name))
        .filter(call -> call.marks().scheduledNanos() < second * SECOND)
        .count();
  }
}
