package dev.isthmus.core.account;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What one deployment charges.
 *
 * <p>Shape: none is negative. A deployment whose price nobody knows has no {@code Prices} at all;
 * {@link #FREE} is a statement that a call adds nothing to the bill, as on provisioned capacity.
 * Units: picodollars (10⁻¹² US dollars), a whole number per token: a dollar per million tokens is
 * 1,000,000 of them. Threads: any; immutable.
 *
 * @param longContext what is charged instead, for all tokens of a call, where its prompt is long;
 *     null where the length of a prompt makes no difference
 * @param source where the figures come from
 * @param date the day on which they were read there
 */
public record Prices(
    long inputPicodollarsPerToken,
    long cachedInputPicodollarsPerToken,
    long cacheWritePicodollarsPerToken,
    long hourCacheWritePicodollarsPerToken,
    long outputPicodollarsPerToken,
    long picodollarsPerCall,
    @Nullable LongContext longContext,
    String source,
    String date) {

  /** Known to cost nothing per call, which is not the same as unknown. */
  public static final Prices FREE = new Prices(0, 0, 0, 0, 0, 0, null, "configuration", "");

  /** The prices of calls whose prompt has more than {@code aboveTokens}, cached ones included. */
  public record LongContext(long aboveTokens, Prices prices) {
    public LongContext {
      if (aboveTokens < 1) {
        throw new IllegalArgumentException("above: " + aboveTokens + " (expected: >= 1)");
      }
    }
  }

  private static final double DOLLARS_PER_PICODOLLAR = 1e-12;

  /** From dollars per million tokens to picodollars per token, in decimal places. */
  private static final int PLACES_PER_MILLION = 6;

  private static final int PLACES_PER_DOLLAR = 12;

  /** What keeping a prompt for an hour costs where a list does not say, in prices of input. */
  private static final int HOUR_CACHE_WRITE_FACTOR = 2;

  public Prices {
    check("input", inputPicodollarsPerToken);
    check("cached_input", cachedInputPicodollarsPerToken);
    check("cache_write", cacheWritePicodollarsPerToken);
    check("cache_write_1h", hourCacheWritePicodollarsPerToken);
    check("output", outputPicodollarsPerToken);
    check("call", picodollarsPerCall);
  }

  /**
   * Prices as price lists have them.
   *
   * <p>Units: US dollars per million tokens. Errors: {@link IllegalArgumentException} for a figure
   * that is negative, not finite, or finer than a picodollar per token.
   *
   * @param cachedInput null where the list has none; then cached tokens cost what others cost
   * @param cacheWrite null likewise; where it is given, tokens kept for an hour cost twice {@code
   *     input}, as all who sell both ask, until {@link #withDollarsPerMillionKeptForAnHour}
   */
  public static Prices ofDollarsPerMillion(
      double input, @Nullable Double cachedInput, @Nullable Double cacheWrite, double output) {
    return new Prices(
        picodollars("input", input, PLACES_PER_MILLION),
        picodollars("cached_input", cachedInput == null ? input : cachedInput, PLACES_PER_MILLION),
        picodollars("cache_write", cacheWrite == null ? input : cacheWrite, PLACES_PER_MILLION),
        picodollars(
            "cache_write_1h",
            cacheWrite == null ? input : HOUR_CACHE_WRITE_FACTOR * input,
            PLACES_PER_MILLION),
        picodollars("output", output, PLACES_PER_MILLION),
        0,
        null,
        "configuration",
        "");
  }

  /** The same at {@code dollars} per million tokens that are put into a cache for an hour. */
  public Prices withDollarsPerMillionKeptForAnHour(double dollars) {
    return new Prices(
        inputPicodollarsPerToken,
        cachedInputPicodollarsPerToken,
        cacheWritePicodollarsPerToken,
        picodollars("cache_write_1h", dollars, PLACES_PER_MILLION),
        outputPicodollarsPerToken,
        picodollarsPerCall,
        longContext,
        source,
        date);
  }

  /**
   * The same with a fee of {@code dollars} for each call that the provider served, however long its
   * prompt.
   */
  public Prices withDollarsPerCall(double dollars) {
    LongContext other = longContext;
    return new Prices(
        inputPicodollarsPerToken,
        cachedInputPicodollarsPerToken,
        cacheWritePicodollarsPerToken,
        hourCacheWritePicodollarsPerToken,
        outputPicodollarsPerToken,
        picodollars("call", dollars, PLACES_PER_DOLLAR),
        other == null
            ? null
            : new LongContext(other.aboveTokens, other.prices.withDollarsPerCall(dollars)),
        source,
        date);
  }

  /** The same, but {@code prices} hold for prompts of more than {@code aboveTokens}. */
  public Prices withLongContext(long aboveTokens, Prices prices) {
    return new Prices(
        inputPicodollarsPerToken,
        cachedInputPicodollarsPerToken,
        cacheWritePicodollarsPerToken,
        hourCacheWritePicodollarsPerToken,
        outputPicodollarsPerToken,
        picodollarsPerCall,
        new LongContext(aboveTokens, prices),
        source,
        date);
  }

  /** The same, read from {@code source} on {@code date}. */
  public Prices readFrom(String source, String date) {
    return new Prices(
        inputPicodollarsPerToken,
        cachedInputPicodollarsPerToken,
        cacheWritePicodollarsPerToken,
        hourCacheWritePicodollarsPerToken,
        outputPicodollarsPerToken,
        picodollarsPerCall,
        longContext,
        source,
        date);
  }

  /** As {@link #picodollars(Usage, int)} of one fee. */
  public long picodollars(Usage usage) {
    return picodollars(usage, 1);
  }

  /**
   * What {@code usage} costs, exactly, the fee for a call included. Ask only about an attempt that
   * the provider served: one that it refused costs nothing.
   *
   * <p>Shape: cached and written tokens are part of the input; should a provider report more of
   * them than input, each is still charged once. Errors: a cost beyond nine million dollars, which
   * no honest usage has, comes out as {@link Long#MAX_VALUE}.
   *
   * @param fees how often the fee is due
   */
  @HotPath
  public long picodollars(Usage usage, int fees) {
    if (longContext != null && usage.input() > longContext.aboveTokens) {
      return longContext.prices.picodollars(usage, fees);
    }
    long plain = Math.max(0, Math.max(0, usage.input() - usage.cachedInput()) - usage.cacheWrite());
    long cost = times(fees, picodollarsPerCall);
    cost = plus(cost, times(plain, inputPicodollarsPerToken));
    cost = plus(cost, times(usage.cachedInput(), cachedInputPicodollarsPerToken));
    long shortly = usage.cacheWrite() - usage.hourCacheWrite();
    cost = plus(cost, times(shortly, cacheWritePicodollarsPerToken));
    cost = plus(cost, times(usage.hourCacheWrite(), hourCacheWritePicodollarsPerToken));
    return plus(cost, times(usage.output(), outputPicodollarsPerToken));
  }

  /** As {@link #dollars(double, double, double, int)} of one fee. */
  public double dollars(double input, double cachedInput, double output) {
    return dollars(input, cachedInput, output, 1);
  }

  /**
   * What a call is expected to cost. Units: US dollars; tokens may be fractions, as expectations
   * are.
   *
   * @param input all prompt tokens, {@code cachedInput} among them
   */
  @HotPath
  public double dollars(double input, double cachedInput, double output, int fees) {
    if (longContext != null && input > longContext.aboveTokens) {
      return longContext.prices.dollars(input, cachedInput, output, fees);
    }
    double picodollars =
        (input - cachedInput) * inputPicodollarsPerToken
            + cachedInput * cachedInputPicodollarsPerToken
            + output * outputPicodollarsPerToken
            + (double) fees * picodollarsPerCall;
    return picodollars * DOLLARS_PER_PICODOLLAR;
  }

  private static long times(long tokens, long price) {
    boolean fits = Math.multiplyHigh(tokens, price) == 0 && tokens * price >= 0;
    return fits ? tokens * price : Long.MAX_VALUE;
  }

  private static long plus(long left, long right) {
    long sum = left + right;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long picodollars(String field, double dollars, int places) {
    if (!(dollars >= 0 && dollars <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          field + ": " + dollars + " (expected: a price in US dollars, 0 or more)");
    }
    try {
      // Through decimal, because 0.075 as a binary fraction is not 0.075.
      return BigDecimal.valueOf(dollars).movePointRight(places).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          field + ": " + dollars + " (expected: at most " + places + " decimal places)", e);
    }
  }

  private static void check(String field, long picodollars) {
    if (picodollars < 0) {
      throw new IllegalArgumentException(field + ": " + picodollars + " (expected: >= 0)");
    }
  }
}
