package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.load.generator.CallRecord;
import java.util.Comparator;
import java.util.List;

/**
 * How a cloud that came back was taken into use: the calls that it answered, in the order in which
 * they were sent, each with the calls that ran there beside it and the successes before it.
 *
 * @param most calls at once before the allowance could have doubled past the end of the ramp
 * @param successes it took until then
 */
record Ramp(List<Step> steps, int most, int successes) {
  /** Probes of a half-open breaker: as many may run at once before anything succeeded. */
  private static final int PROBES = 3;

  private static final int RAMP_END = 64;

  /** One call; {@code beside} counts itself. */
  record Step(int beside, int successes) {}

  static Ramp of(List<CallRecord> calls, long backNanos) {
    List<CallRecord> there =
        calls.stream()
            .filter(call -> call.deployment().equals(DrillStand.VICTIM))
            .filter(call -> call.marks().sentNanos() - backNanos >= 0)
            .sorted(Comparator.comparingLong(call -> call.marks().sentNanos()))
            .toList();
    List<Step> steps =
        there.stream()
            .map(call -> step(there, call.marks().sentNanos()))
            .takeWhile(step -> 1 << Math.min(30, step.successes()) < RAMP_END)
            .toList();
    return new Ramp(
        steps,
        steps.stream().mapToInt(Step::beside).max().orElse(0),
        steps.stream().mapToInt(Step::successes).max().orElse(0));
  }

  private static Step step(List<CallRecord> there, long nanos) {
    int beside = 0;
    int successes = 0;
    for (CallRecord call : there) {
      if (call.marks().sentNanos() - nanos > 0) {
        break;
      }
      beside += call.marks().endNanos() - nanos > 0 ? 1 : 0;
      successes += call.hadContentAt(nanos) ? 1 : 0;
    }
    return new Step(beside, successes);
  }

  /** No more at once than the successes so far allow: 1, 2, 4, 8. */
  void check() {
    assertTrue(!steps.isEmpty(), "the ramp was not seen");
    for (Step step : steps) {
      int allowed = Math.max(PROBES, 1 << step.successes());
      assertTrue(step.beside() <= allowed, () -> step + " (expected: at most " + allowed + ")");
    }
  }
}
