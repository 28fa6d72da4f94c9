package dev.isthmus.core.route;

import dev.isthmus.core.resilience.HedgeBudget;
import java.time.Duration;

/**
 * When a route's calls may be sent to a second deployment while the first is silent, and how often.
 *
 * @param quantile of the first deployment's usual times to first content, in [0.5, 1)
 * @param least silence before a second attempt, whatever is usual
 */
public record Hedge(double quantile, Duration least, HedgeBudget budget) {
  public Hedge {
    if (!(quantile >= 0.5 && quantile < 1)) {
      throw new IllegalArgumentException(
          "quantile: " + quantile + " (expected: from 0.5 to less than 1)");
    }
    if (least.isNegative()) {
      throw new IllegalArgumentException("least: " + least + " (expected: zero or more)");
    }
  }
}
