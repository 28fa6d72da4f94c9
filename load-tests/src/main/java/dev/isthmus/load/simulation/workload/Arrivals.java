package dev.isthmus.load.simulation.workload;

import java.util.random.RandomGenerator;

/**
 * When calls come: a Poisson process whose rate drifts through the day and may come in bursts.
 *
 * @param perSecond the mean rate
 * @param burst by what the rate is multiplied during a burst; 1 for none. A burst lasts two seconds
 *     on average, and a tenth of the time is in one
 * @param drift how far the rate is above and below its mean at noon and at night, as a part of it;
 *     a day of the simulation has ten minutes
 */
public record Arrivals(double perSecond, double burst, double drift) {
  private static final double DAY_SECONDS = 600;
  private static final double BURST_SECONDS = 2;
  private static final double BURST_PART = 0.1;

  public static Arrivals steady(double perSecond) {
    return new Arrivals(perSecond, 1, 0);
  }

  /** A source of arrival times, each later than the one before. */
  public Source source(RandomGenerator random) {
    return new Source(this, random);
  }

  private double highest() {
    return perSecond * (1 + drift) * Math.max(quiet(), quiet() * burst);
  }

  /** The factor outside bursts that leaves the mean as it is. */
  private double quiet() {
    return 1 / (1 - BURST_PART + BURST_PART * burst);
  }

  private double rate(double seconds, boolean bursting) {
    double day = 1 + drift * Math.sin(2 * Math.PI * seconds / DAY_SECONDS);
    return perSecond * day * quiet() * (bursting ? burst : 1);
  }

  /**
   * Draws by thinning: candidates at the highest rate, each kept in proportion to the rate then.
   */
  public static final class Source {
    private final Arrivals arrivals;
    private final RandomGenerator random;
    private double seconds;
    private double changesAt;
    private boolean bursting = true;

    private Source(Arrivals arrivals, RandomGenerator random) {
      this.arrivals = arrivals;
      this.random = random;
    }

    /** The next call's time. Units: seconds since the beginning. */
    public double next() {
      double highest = arrivals.highest();
      do {
        seconds += random.nextExponential() / highest;
        while (seconds >= changesAt) {
          bursting = !bursting;
          double mean = bursting ? BURST_SECONDS : BURST_SECONDS * (1 - BURST_PART) / BURST_PART;
          changesAt += mean * random.nextExponential();
        }
      } while (random.nextDouble() * highest > arrivals.rate(seconds, bursting));
      return seconds;
    }
  }
}
