package dev.isthmus.core.account;

/**
 * What some rows add up to.
 *
 * <p>Units: tokens as in {@link dev.isthmus.core.call.Usage}; money as whole US dollars and the
 * rest in picodollars, less than 10¹², because a long of picodollars alone ends at nine million
 * dollars.
 */
public record Totals(
    long rows,
    long input,
    long cachedInput,
    long cacheWrite,
    long hourCacheWrite,
    long output,
    long reasoning,
    long dollars,
    long picodollars) {

  public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0);

  private static final long PICODOLLARS_PER_DOLLAR = 1_000_000_000_000L;

  public Totals plus(Totals other) {
    long rest = picodollars + other.picodollars;
    return new Totals(
        rows + other.rows,
        input + other.input,
        cachedInput + other.cachedInput,
        cacheWrite + other.cacheWrite,
        hourCacheWrite + other.hourCacheWrite,
        output + other.output,
        reasoning + other.reasoning,
        dollars + other.dollars + rest / PICODOLLARS_PER_DOLLAR,
        rest % PICODOLLARS_PER_DOLLAR);
  }

  /** For display and metrics; the exact figure is the two parts. */
  public double asDollars() {
    return dollars + picodollars / (double) PICODOLLARS_PER_DOLLAR;
  }
}
