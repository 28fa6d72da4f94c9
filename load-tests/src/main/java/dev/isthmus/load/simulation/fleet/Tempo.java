package dev.isthmus.load.simulation.fleet;

/**
 * How fast a deployment is, and how that changes with the calls under way.
 *
 * <p>Shape: with n calls under way of c that it is made for, the first content takes {@code
 * firstSeconds·(1 + crowding·(n/c)²)} plus {@code prefillSeconds} for each token that its cache
 * does not hold, and a token {@code 1/tokensPerSecond·(1 + crowding·n/c)}. Both vary by a
 * log-normal factor.
 *
 * @param concurrency c; a deployment with {@code places} runs no more than that
 * @param places whether calls beyond {@code concurrency} queue for a place
 * @param sigma of the factor's logarithm
 */
public record Tempo(
    double firstSeconds,
    double tokensPerSecond,
    double prefillSeconds,
    double crowding,
    int concurrency,
    boolean places,
    double sigma) {

  /** A large cloud's shared capacity. */
  public static Tempo cloud(double firstSeconds, double tokensPerSecond) {
    return new Tempo(firstSeconds, tokensPerSecond, 1.0 / 20_000, 0.3, 200, false, 0.35);
  }

  /** Our own machines, with so many places. */
  public static Tempo own(double firstSeconds, double tokensPerSecond, int places) {
    return new Tempo(firstSeconds, tokensPerSecond, 1.0 / 12_000, 0.6, places, true, 0.2);
  }

  double firstFactor(int underWay) {
    double load = (double) underWay / concurrency;
    return 1 + crowding * load * load;
  }

  double tokenSeconds(int underWay) {
    return (1 + crowding * underWay / concurrency) / tokensPerSecond;
  }
}
