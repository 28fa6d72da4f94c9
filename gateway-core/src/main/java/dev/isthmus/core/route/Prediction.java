package dev.isthmus.core.route;

/** One candidate's row of expectations, reused from call to call. Threads: one event loop. */
public final class Prediction {
  /** What the call is expected to cost, the price of scarce provisioned capacity included. */
  double costDollars;

  double firstContentSeconds;
  double totalSeconds;
  double failureProbability;

  /** Tokens that the provider will hold against its limits: more than it will bill. */
  long reservedTokens;

  /** The share of the deployment that is still free, in [0, 1]. */
  double headroom;

  public double costDollars() {
    return costDollars;
  }

  public double firstContentSeconds() {
    return firstContentSeconds;
  }

  public double totalSeconds() {
    return totalSeconds;
  }

  public double failureProbability() {
    return failureProbability;
  }
}
