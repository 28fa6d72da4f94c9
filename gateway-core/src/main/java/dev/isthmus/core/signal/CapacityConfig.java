package dev.isthmus.core.signal;

/**
 * The limits of one deployment as configured.
 *
 * @param tokensPerMinute −1 where none is known
 * @param requestsPerMinute −1 where none is known
 * @param concurrent most attempts in flight, −1 for no limit
 * @param metering how the provider counts
 * @param replicas gateways that share these limits; each uses its part of what is left
 */
public record CapacityConfig(
    long tokensPerMinute, long requestsPerMinute, int concurrent, Metering metering, int replicas) {

  /** No limit is known: only what the provider says counts. */
  public static final CapacityConfig UNLIMITED =
      new CapacityConfig(-1, -1, -1, Metering.PER_MINUTE, 1);

  /** More tokens a minute than any deployment; keeps sums within their bits. */
  private static final long MOST_PER_MINUTE = 1L << 36;

  public CapacityConfig {
    check("tokens_per_minute", tokensPerMinute);
    check("requests_per_minute", requestsPerMinute);
    check("concurrent", concurrent);
    if (replicas < 1) {
      throw new IllegalArgumentException("replicas: " + replicas + " (expected: >= 1)");
    }
  }

  /** This gateway's part of what is shared. */
  double share() {
    return 1.0 / replicas;
  }

  private static void check(String field, long limit) {
    if (limit == 0 || limit < -1 || limit > MOST_PER_MINUTE) {
      throw new IllegalArgumentException(
          field + ": " + limit + " (expected: 1 to " + MOST_PER_MINUTE + ", or absent)");
    }
  }
}
