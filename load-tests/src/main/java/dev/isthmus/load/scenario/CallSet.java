package dev.isthmus.load.scenario;

import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** Some calls of a run, and what can be said about them. Times count from when a call was due. */
record CallSet(List<CallRecord> calls) {
  private static final double NANOS = 1e9;
  private static final double MICROS_PER_SECOND = 1e6;
  private static final long LONGEST_MICROS = 3_600_000_000L;
  private static final int DIGITS = 3;

  CallSet {
    calls = List.copyOf(calls);
  }

  CallSet where(Predicate<CallRecord> is) {
    return new CallSet(calls.stream().filter(is).toList());
  }

  CallSet ok() {
    return where(call -> call.outcome() == Outcome.OK);
  }

  CallSet failed() {
    return where(call -> call.outcome() != Outcome.OK);
  }

  CallSet streams() {
    return where(CallRecord::stream);
  }

  CallSet plain() {
    return where(call -> !call.stream());
  }

  int count() {
    return calls.size();
  }

  /** Which part of those that were answered, {@code names} answered; NaN where none was. */
  double share(Collection<String> names) {
    CallSet answered = where(call -> !call.deployment().isEmpty());
    return (double) answered.where(call -> names.contains(call.deployment())).count()
        / (answered.count() == 0 ? Double.NaN : answered.count());
  }

  /** Percentiles of {@code seconds} over the calls that have a figure. Units: seconds. */
  Histogram micros(ToDoubleFunction<CallRecord> seconds) {
    Histogram histogram = new Histogram(LONGEST_MICROS, DIGITS);
    for (CallRecord call : calls) {
      double value = seconds.applyAsDouble(call);
      if (value >= 0) {
        histogram.recordValue(Math.min(LONGEST_MICROS, Math.round(value * MICROS_PER_SECOND)));
      }
    }
    return histogram;
  }

  /** Units: seconds; NaN where no call has a figure. */
  double percentile(double percent, ToDoubleFunction<CallRecord> seconds) {
    Histogram histogram = micros(seconds);
    return histogram.getTotalCount() == 0
        ? Double.NaN
        : histogram.getValueAtPercentile(percent) / MICROS_PER_SECOND;
  }

  /** Until the first content of a stream; −1 where there was none. */
  static double firstToken(CallRecord call) {
    return call.marks().firstContentNanos() == 0
        ? -1
        : (call.marks().firstContentNanos() - call.marks().scheduledNanos()) / NANOS;
  }

  /** Until the call was over, however it ended. */
  static double whole(CallRecord call) {
    return (call.marks().endNanos() - call.marks().scheduledNanos()) / NANOS;
  }

  /** How fast a stream that ended well came after its first token; −1 for others. */
  static double tokensPerSecond(CallRecord call) {
    double seconds = (call.marks().endNanos() - call.marks().firstContentNanos()) / NANOS;
    boolean counts =
        call.stream() && call.outcome() == Outcome.OK && call.outputTokens() > 1 && seconds > 0;
    return counts ? (call.outputTokens() - 1) / seconds : -1;
  }
}
