package dev.isthmus.load.cloud;

/** Prices in US dollars per million tokens; what is kept for an hour costs twice the input. */
public record Tariff(double input, double cachedInput, double cacheWrite, double output) {

  /** Costs nothing. */
  public static final Tariff FREE = new Tariff(0, 0, 0);

  private static final double USUAL_CACHE_WRITE = 1.25;
  private static final double HOUR_CACHE_WRITE = 2;
  private static final double PICODOLLARS_PER_TOKEN_AT_ONE_DOLLAR = 1e6;

  /** A cache write costs a quarter more than plain input. */
  public Tariff(double input, double cachedInput, double output) {
    this(input, cachedInput, input * USUAL_CACHE_WRITE, output);
  }

  /** What {@code tokens} cost. Units: picodollars. */
  long picodollars(TokenCount tokens) {
    double dollars =
        input * (tokens.input() - tokens.cached() - tokens.cacheWrite())
            + cachedInput * tokens.cached()
            + cacheWrite * (tokens.cacheWrite() - tokens.hourCacheWrite())
            + input * HOUR_CACHE_WRITE * tokens.hourCacheWrite()
            + output * tokens.output();
    return Math.round(dollars * PICODOLLARS_PER_TOKEN_AT_ONE_DOLLAR);
  }
}
