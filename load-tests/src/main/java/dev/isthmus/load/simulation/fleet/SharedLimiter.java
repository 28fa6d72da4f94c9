package dev.isthmus.load.simulation.fleet;

import dev.isthmus.core.call.LimitReport;
import java.util.random.RandomGenerator;

/**
 * Capacity shared with strangers, who leave now more and now less of it. It states no limit, and
 * refuses without a word.
 *
 * <p>Shape: what is left for us wanders between a half and one and a half of its mean, a new value
 * every ten seconds on average. Source: Vertex AI's page on dynamic shared quota.
 */
final class SharedLimiter implements Limiter {
  private static final double CHANGE_SECONDS = 10;
  private static final double LEAST = 0.5;

  private final Bucket bucket;
  private final RandomGenerator random;
  private double factor = 1;
  private double changesAt;

  SharedLimiter(Terms terms, RandomGenerator random) {
    this.bucket = new Bucket(terms.perMinute());
    this.random = random;
  }

  @Override
  public boolean tryAdmit(Load load, double seconds) {
    if (!admits(load, seconds)) {
      return false;
    }
    bucket.take(load.prompt(), seconds);
    return true;
  }

  @Override
  public boolean admits(Load load, double seconds) {
    wander(seconds);
    return bucket.has(load.prompt(), seconds);
  }

  @Override
  public void settle(Load load, long output, double seconds) {
    bucket.take(output, seconds);
  }

  @Override
  public LimitReport report(double seconds) {
    return LimitReport.NONE;
  }

  @Override
  public long retryAfterMillis(Load load, double seconds) {
    return -1;
  }

  @Override
  public void scale(double part, double seconds) {
    factor = part;
    changesAt = seconds;
  }

  private void wander(double seconds) {
    while (seconds >= changesAt) {
      bucket.scale(factor * (LEAST + random.nextDouble()), changesAt);
      changesAt += CHANGE_SECONDS * Math.max(0.1, random.nextExponential());
    }
  }
}
