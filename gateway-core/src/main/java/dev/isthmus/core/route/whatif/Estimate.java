package dev.isthmus.core.route.whatif;

/**
 * A figure with its 95 % interval; all three are NaN where nothing can be said.
 *
 * @param before what was measured under the policy in force
 * @param after what would have been measured
 */
public record Estimate(double before, double after, double low, double high) {
  static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
