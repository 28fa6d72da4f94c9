package dev.isthmus.core.route;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.HotPath;

/**
 * What a route would pay, so that latency, health and cost are one number in dollars.
 *
 * <pre>
 * J = cost·C + firstContentSecond·T_first + totalSecond·T_total − saving
 *     + P(fail)·(failure + J_next)
 * </pre>
 *
 * <p>where {@code saving} is what the call's home is expected to spare, never more than what it is
 * taken from, and {@code J_next} is the least price of going elsewhere after a failure. Units:
 * {@code cost} is dollars per dollar; the seconds are dollars per second of one call; {@code
 * failure} is dollars per failed attempt.
 *
 * @param name as the configuration calls it
 */
public record Objective(
    String name, double cost, double firstContentSecond, double totalSecond, double failure) {

  /** A difference in first content that nobody notices. */
  private static final double UNNOTICED_SECONDS = 0.05;

  private static final double LEAST_TIE_DOLLARS = 1e-6;
  private static final double TIE_FRACTION = 0.15;

  public Objective {
    positive("cost", cost);
    positive("first_content_second", firstContentSecond);
    positive("total_second", totalSecond);
    positive("failure", failure);
    if (failure == 0) {
      throw new IllegalArgumentException("failure: 0 (expected: more than 0, or health is blind)");
    }
  }

  /** What was paid in a decision that was written down. */
  public static Objective of(Decision.Weights weights) {
    return new Objective(
        weights.name,
        weights.cost,
        weights.firstContentSecond,
        weights.totalSecond,
        weights.failure);
  }

  /** Writes it into a decision. */
  void copyTo(Decision.Weights weights) {
    weights.name = name;
    weights.cost = cost;
    weights.firstContentSecond = firstContentSecond;
    weights.totalSecond = totalSecond;
    weights.failure = failure;
  }

  /** Prices a candidate that costs {@code costDollars}, without its risk of failure. */
  @HotPath
  double withoutFailure(Prediction prediction, double costDollars) {
    return cost * costDollars
        + firstContentSecond * prediction.firstContentSeconds
        + totalSecond * prediction.totalSeconds;
  }

  /** What it is worth that the call is at home there. */
  @HotPath
  double saving(Prediction prediction) {
    return cost * prediction.savedDollars
        + (firstContentSecond + totalSecond) * prediction.savedSeconds;
  }

  /** What the time costs by which {@code one} is slower than {@code other}. */
  @HotPath
  double slower(Prediction one, Prediction other) {
    return firstContentSecond * (one.firstContentSeconds - other.firstContentSeconds)
        + totalSecond * (one.totalSeconds - other.totalSeconds);
  }

  /** Prices the risk of failure, where going elsewhere would cost {@code nextDollars}. */
  @HotPath
  double failureTerm(Prediction prediction, double nextDollars) {
    return prediction.failureProbability * (failure + nextDollars);
  }

  /** The difference below which two candidates are as good as each other. */
  double tieEpsilon() {
    return Math.max(UNNOTICED_SECONDS * firstContentSecond, LEAST_TIE_DOLLARS);
  }

  /** The dearest score that still counts as a tie with {@code least}. */
  @HotPath
  double tieBound(double least) {
    return least + Math.max(TIE_FRACTION * least, tieEpsilon());
  }

  private static void positive(String field, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: a number >= 0)");
    }
  }
}
