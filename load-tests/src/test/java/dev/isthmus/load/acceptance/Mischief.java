package dev.isthmus.load.acceptance;

import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.FaultKind;
import dev.isthmus.load.generator.LoadResult;
import dev.isthmus.load.generator.LoadRun;
import java.time.Duration;

/** Load with everything that goes wrong: refusals, resets, broken answers, callers that give up. */
final class Mischief {
  private static final double OFTEN = 0.04;
  private static final double SELDOM = 0.015;

  private Mischief() {}

  /** Runs {@code callsPerSecond} for {@code time}; callers give up after {@code patience}. */
  static LoadResult run(CloudStand stand, double callsPerSecond, Duration time, Duration patience)
      throws Exception {
    stand.clouds().forEach(Mischief::spoil);
    return LoadRun.start(stand.plan(callsPerSecond, time, patience)).await();
  }

  private static void spoil(Cloud cloud) {
    cloud.faults().add(Fault.status(503).probability(OFTEN));
    cloud.faults().add(Fault.status(429).probability(SELDOM).times(3));
    cloud.faults().add(Fault.of(FaultKind.RESET_BEFORE_HEAD).probability(OFTEN));
    cloud.faults().add(Fault.of(FaultKind.RESET_AFTER_HEAD).probability(SELDOM));
    cloud.faults().add(Fault.of(FaultKind.ERROR_IN_200).probability(SELDOM));
    cloud.faults().add(Fault.of(FaultKind.ERROR_MIDSTREAM).probability(SELDOM));
    cloud.faults().add(Fault.of(FaultKind.RESET_AFTER_EVENTS).probability(SELDOM));
    cloud.faults().add(Fault.of(FaultKind.TRUNCATE).probability(SELDOM));
    cloud.faults().add(Fault.of(FaultKind.END_EARLY).probability(SELDOM));
  }
}
