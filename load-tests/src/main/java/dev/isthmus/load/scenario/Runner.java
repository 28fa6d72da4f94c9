package dev.isthmus.load.scenario;

import dev.isthmus.load.stand.ProcessProbe;
import java.io.IOException;

/** Performs a scenario from its processes' start to their end. */
final class Runner {
  /** More than the scenario itself, so that compilers are done when it begins. */
  private static final double WARM_UP = 1.5;

  /** The usual calls begin a little before anything is counted. */
  private static final int SETTLING_SECONDS = 2;

  private Runner() {}

  static Evidence run(Scenario scenario, Pace pace, long seed)
      throws IOException, InterruptedException {
    try (Stand stand = Stand.open(scenario.stage(), seed)) {
      double rate = scenario.callsPerSecond();
      // A JVM that has just started is slow, which a gateway at work would not be, and routing
      // would remember it of whichever deployment was asked first. So another model warms it up.
      Performance before = new Performance(stand, pace, rate, -seed);
      before.load(Site.WARM_UP, WARM_UP * rate, pace.warmUp()).await();
      before.load(rate, SETTLING_SECONDS).await();
      ProcessProbe probe = ProcessProbe.of(stand.gateway().process()); // takes a second
      Performance performance = new Performance(stand, pace, rate, seed);
      try (Sampler sampler = Sampler.start(stand, probe, performance.startNanos())) {
        scenario.play().perform(performance);
        return performance.end(sampler);
      }
    }
  }
}
