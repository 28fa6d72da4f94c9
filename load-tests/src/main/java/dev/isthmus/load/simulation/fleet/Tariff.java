package dev.isthmus.load.simulation.fleet;

import dev.isthmus.core.account.Prices;

/**
 * What a deployment charges. Units: dollars per million tokens. Tokens that a cache held cost a
 * tenth.
 */
public record Tariff(double input, double output) {
  /** Paid by the hour: a call adds nothing to the bill. */
  public static final Tariff PROVISIONED = new Tariff(0, 0);

  private static final double CACHED_PART = 0.1;
  private static final double ROUNDING = 1e6;

  Prices prices(double factor) {
    double in = rounded(input * factor);
    return Prices.ofDollarsPerMillion(in, rounded(in * CACHED_PART), in, rounded(output * factor));
  }

  private static double rounded(double dollars) {
    return Math.round(dollars * ROUNDING) / ROUNDING;
  }
}
