package dev.isthmus.load.scenario;

import java.util.List;

/** What a run comes to. */
record Judgement(Scenario scenario, Evidence evidence, List<Verdict> verdicts) {
  /** A generator that is later than this in one call of a hundred does not tell the truth. */
  static final double MOST_LAG_MILLIS = 20;

  private static final double MICROS_PER_MILLI = 1000;

  Judgement {
    verdicts = List.copyOf(verdicts);
  }

  /** Whether a scenario's laws held. */
  enum Result {
    PASSED,
    FAILED,
    /** The generator itself was late, so nothing can be said. */
    VOID
  }

  static Judgement of(Scenario scenario, Evidence evidence) {
    return new Judgement(
        scenario, evidence, scenario.laws().stream().map(law -> law.judge(evidence)).toList());
  }

  double lagMillis(double percentile) {
    return evidence.load().lag().getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }

  Result result() {
    if (lagMillis(99) > MOST_LAG_MILLIS) {
      return Result.VOID;
    }
    boolean failed =
        verdicts.stream().anyMatch(verdict -> verdict.result() == Verdict.Result.FAILED);
    return failed ? Result.FAILED : Result.PASSED;
  }
}
