package dev.isthmus.server.config;

import org.jspecify.annotations.Nullable;

/**
 * What a deployment charges. Units: US dollars per million tokens, {@code call} per call.
 *
 * @param cachedInput null: as {@code input}
 * @param cacheWrite null: as {@code input}
 * @param hourCacheWrite null: twice {@code input} where there is a {@code cacheWrite}, else as
 *     {@code input}
 * @param longContext null: the length of a prompt makes no difference
 * @param origin where the figures come from
 */
public record PriceConfig(
    double input,
    @Nullable Double cachedInput,
    @Nullable Double cacheWrite,
    @Nullable Double hourCacheWrite,
    double output,
    double call,
    @Nullable LongContext longContext,
    Origin origin) {
  public PriceConfig {
    check("input", input);
    check("cached_input", cachedInput == null ? 0 : cachedInput);
    check("cache_write", cacheWrite == null ? 0 : cacheWrite);
    check("cache_write_1h", hourCacheWrite == null ? 0 : hourCacheWrite);
    check("output", output);
    check("call", call);
  }

  /**
   * What is charged instead, for all tokens of a call, where its prompt has more than {@code above}
   * tokens.
   */
  public record LongContext(
      long above,
      double input,
      @Nullable Double cachedInput,
      @Nullable Double cacheWrite,
      @Nullable Double hourCacheWrite,
      double output) {
    public LongContext {
      check("input", input);
      check("cached_input", cachedInput == null ? 0 : cachedInput);
      check("cache_write", cacheWrite == null ? 0 : cacheWrite);
      check("cache_write_1h", hourCacheWrite == null ? 0 : hourCacheWrite);
      check("output", output);
    }
  }

  /**
   * Where figures come from.
   *
   * @param date ISO 8601, or empty where the configuration gives the price
   * @param note what the figures leave out, or empty
   */
  public record Origin(String source, String date, String note) {
    /** Stated by the operator. */
    static final Origin CONFIGURATION = new Origin("configuration", "", "");

    /** Stated by the operator to cost nothing. */
    static final Origin FREE = new Origin("free", "", "");
  }

  /** Costs nothing: said in so many words, never assumed. */
  static PriceConfig free() {
    return new PriceConfig(0, null, null, null, 0, 0, null, Origin.FREE);
  }

  private static void check(String field, double dollars) {
    if (!(dollars >= 0) || Double.isInfinite(dollars)) {
      throw new IllegalArgumentException(field + ": " + dollars + " (expected: >= 0)");
    }
  }
}
