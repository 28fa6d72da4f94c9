package dev.isthmus.load.scenario;

import dev.isthmus.load.generator.CallRecord;
import dev.isthmus.load.generator.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Figures that several scenarios are judged by. */
final class Measures {
  /** A share is looked for in a window of as many seconds, as single seconds vary. */
  private static final int WINDOW_SECONDS = 4;

  private static final double NOTICED_SECONDS = 1;
  private static final double LEAST_SHARE = 0.1;
  private static final double STEP_SECONDS = 0.5;
  private static final double MIB = 1 << 20;

  private Measures() {}

  static double failures(Evidence evidence) {
    return evidence.calls().failed().count();
  }

  /**
   * Failed calls that need not have failed: they never showed content, or showed it first when the
   * fault was no news any more.
   */
  static double avoidableFailures(Evidence evidence) {
    long noticed =
        evidence.startNanos() + (long) ((evidence.fault().from() + NOTICED_SECONDS) * 1e9);
    return evidence.calls().failed().where(call -> !call.hadContentAt(noticed)).count();
  }

  /** The part of the attempts that went to {@code names} once routing had had its time. */
  static ToDoubleFunction<Evidence> attemptShare(List<String> names, List<String> all) {
    return evidence -> {
      double from = evidence.fault().from() + evidence.pace().reaction();
      double to = evidence.fault().to();
      return evidence.growth(Sample::attempts, names, from, to)
          / evidence.growth(Sample::attempts, all, from, to);
    };
  }

  /** From the end of the fault until {@code names} have {@code part} of their share again. */
  static ToDoubleFunction<Evidence> recovery(Collection<String> names, double part) {
    return evidence -> {
      double before = evidence.before().share(names);
      if (before < LEAST_SHARE) {
        return Double.NaN; // nothing was there that could come back
      }
      double wanted = part * before;
      double end = evidence.fault().to();
      for (double at = end; at + WINDOW_SECONDS <= evidence.seconds(); at += STEP_SECONDS) {
        if (evidence.due(at, at + WINDOW_SECONDS).share(names) >= wanted) {
          return at - end;
        }
      }
      return Double.POSITIVE_INFINITY;
    };
  }

  /** First token of streams while adapted, in the 99th percentile, against before. */
  static double firstTokenFactor(Evidence evidence) {
    return firstTokenP99(evidence.adapted()) / firstTokenP99(evidence.before());
  }

  static double firstTokenP99(CallSet calls) {
    return calls.streams().percentile(99, CallSet::firstToken);
  }

  /** Speed of the slowest twentieth of streams while adapted, against before. */
  static double decodeFactor(Evidence evidence) {
    return slowDecode(evidence.adapted()) / slowDecode(evidence.before());
  }

  private static double slowDecode(CallSet calls) {
    return calls.percentile(5, CallSet::tokensPerSecond);
  }

  static double slowest(CallSet calls, ToDoubleFunction<CallRecord> seconds) {
    return calls.percentile(100, seconds);
  }

  /** Calls of {@code band} that were turned away with 429 or 503. */
  static CallSet rejected(Evidence evidence, String band) {
    Band of = evidence.band(band);
    return evidence
        .due(of.from(), of.to())
        .where(call -> call.outcome() == Outcome.ERROR_STATUS)
        .where(call -> call.status() == 429 || call.status() == 503);
  }

  static double peakResidentMebibytes(Evidence evidence) {
    return evidence.samples().stream()
            .mapToDouble(sample -> sample.process().residentBytes())
            .max()
            .orElse(Double.NaN)
        / MIB;
  }

  /** Whether the gateway ran out of memory or ended. */
  static double outOfMemory(Evidence evidence) {
    long lines = evidence.ending().output().stream().filter(Measures::tellsOfMemory).count();
    return evidence.ending().alive() ? lines : lines + 1;
  }

  private static boolean tellsOfMemory(String line) {
    return line.contains("OutOfMemoryError") || line.contains("OutOfDirectMemoryError");
  }
}
