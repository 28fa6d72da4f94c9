package dev.isthmus.core.route;

import dev.isthmus.core.resilience.HedgeBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a route's calls may be sent to a second deployment while the first is silent, and how often.
 *
 * @param quantile of the first deployment's usual times to first content, in [0.5, 1)
 * @param least silence before a second attempt, whatever is usual
 * @param calls the part of an hour's calls that may be hedged, in [0, 1]
 * @param spend the part of an hour's money that may be lost by it, in [0, 1]
 */
public record Hedge(
    double quantile, Duration least, double calls, double spend, HedgeBudget budget) {
  public Hedge {
    if (!(quantile >= 0.5 && quantile < 1)) {
      throw new IllegalArgumentException(
          "quantile: " + quantile + " (expected: from 0.5 to less than 1)");
    }
    part("calls", calls);
    part("spend", spend);
    if (least.isNegative()) {
      throw new IllegalArgumentException("least: " + least + " (expected: zero or more)");
    }
  }

  /** Takes one second attempt that wastes at most {@code picodollars}; null where none is left. */
  public HedgeBudget.@Nullable Hold tryTake(long picodollars) {
    return budget.tryTake(calls, spend, picodollars);
  }

  private static void part(String field, double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException(field + ": " + part + " (expected: from 0 to 1)");
    }
  }
}
