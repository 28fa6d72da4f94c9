package dev.isthmus.load.cloud;

/** Prices in US dollars per million tokens. */
public record Tariff(double input, double cachedInput, double output) {

  /** Costs nothing. */
  public static final Tariff FREE = new Tariff(0, 0, 0);

  private static final double PICODOLLARS_PER_TOKEN_AT_ONE_DOLLAR = 1e6;

  /** What {@code tokens} cost. Units: picodollars. */
  long picodollars(TokenCount tokens) {
    double dollars =
        input * (tokens.input() - tokens.cached())
            + cachedInput * tokens.cached()
            + output * tokens.output();
    return Math.round(dollars * PICODOLLARS_PER_TOKEN_AT_ONE_DOLLAR);
  }
}
