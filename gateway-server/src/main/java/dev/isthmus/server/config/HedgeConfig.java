package dev.isthmus.server.config;

import java.time.Duration;

/**
 * When a second attempt may run beside a first one that is silent.
 *
 * @param quantile of the usual time to first content
 * @param least silence before it, whatever is usual
 * @param calls the part of the route's calls of an hour that may be hedged
 * @param spend the part of an hour's money that losers may cost
 */
public record HedgeConfig(double quantile, Duration least, double calls, double spend) {
  static final double LEAST_QUANTILE = 0.5;
  static final double MOST_PART = 0.2;

  public HedgeConfig {
    if (!(quantile >= LEAST_QUANTILE && quantile < 1)) {
      throw new IllegalArgumentException(
          "after: " + quantile + " (expected: p50 to p99, or a number from 0.5 to less than 1)");
    }
    part("calls", calls);
    part("spend", spend);
  }

  private static void part(String field, double part) {
    if (!(part >= 0 && part <= MOST_PART)) {
      throw new IllegalArgumentException(
          field + ": " + part + " (expected: a part of one, at most " + MOST_PART + ")");
    }
  }
}
