package dev.isthmus.core.govern;

/**
 * What one caller may use; −1 where there is no limit.
 *
 * @param requestsPerMinute calls, with a burst of one minute's worth
 * @param tokensPerMinute prompt and answer together, with a burst of one minute's worth
 * @param concurrent calls at the same time
 */
public record CallerLimits(long requestsPerMinute, long tokensPerMinute, int concurrent) {
  /** No limit at all. */
  public static final CallerLimits NONE = new CallerLimits(-1, -1, -1);

  public CallerLimits {
    check("requests_per_minute", requestsPerMinute);
    check("tokens_per_minute", tokensPerMinute);
    check("concurrent", concurrent);
  }

  private static void check(String field, long value) {
    if (value < 1 && value != -1) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: >= 1, or none)");
    }
  }
}
