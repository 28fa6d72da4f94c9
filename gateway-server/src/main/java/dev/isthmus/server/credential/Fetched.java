package dev.isthmus.server.credential;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A token as it came from its issuer.
 *
 * @param token a text, or a key in several parts
 * @param lifetime from now; {@link #FOR_EVER} where it has no end
 * @param freshFor after this a newer one should be asked for
 */
public record Fetched<T>(T token, Duration lifetime, Duration freshFor) {

  static final Duration FOR_EVER = Duration.ofDays(100 * 365L);

  /** A refresh begins this long before the end, or at half-life where that comes later. */
  private static final Duration EARLY = Duration.ofMinutes(5);

  /** Refreshes are spread over this part of the early time. */
  private static final double SPREAD = 0.2;

  public Fetched {
    if (token instanceof String text && text.isBlank()) {
      throw new IllegalArgumentException("token: blank (expected: a token)");
    }
    if (lifetime.isNegative() || lifetime.isZero()) {
      throw new IllegalArgumentException("lifetime: " + lifetime + " (expected: > 0)");
    }
  }

  /** A token with an end. */
  public static <T> Fetched<T> expiring(T token, Duration lifetime) {
    Duration half = lifetime.dividedBy(2);
    Duration early = half.compareTo(EARLY) < 0 ? half : EARLY;
    return new Fetched<>(token, lifetime, lifetime.minus(early));
  }

  /** A key without an end, whose source is worth another look. */
  public static <T> Fetched<T> lasting(T token, Duration lookAgainAfter) {
    return new Fetched<>(token, FOR_EVER, lookAgainAfter);
  }

  boolean lasts() {
    return lifetime.equals(FOR_EVER);
  }

  /**
   * When to refresh: somewhat earlier than it must be, so that many replicas do not ask at once.
   */
  long refreshNanos(RandomGenerator random) {
    if (lasts()) {
      return freshFor.toNanos();
    }
    long early = lifetime.minus(freshFor).toNanos();
    return freshFor.toNanos()
        - (long) (Math.min(early, freshFor.toNanos()) * SPREAD * random.nextDouble());
  }

  @Override
  public String toString() {
    return "Fetched[token=***, lifetime=" + lifetime + ", freshFor=" + freshFor + "]";
  }
}
