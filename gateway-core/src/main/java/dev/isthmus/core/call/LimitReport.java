package dev.isthmus.core.call;

/**
 * What one response head (or error body) said about a deployment's rate limits.
 *
 * <p>Units: tokens and requests per the provider's own window; times in milliseconds from now;
 * {@code utilisation} as a fraction of provisioned capacity. Absent = −1 throughout.
 */
public record LimitReport(
    long remainingTokens,
    long limitTokens,
    long resetTokensMillis,
    long remainingRequests,
    long limitRequests,
    long resetRequestsMillis,
    long retryAfterMillis,
    double utilisation) {

  /** A response that said nothing about limits. */
  public static final LimitReport NONE = new LimitReport(-1, -1, -1, -1, -1, -1, -1, -1);

  /** Whether it is {@link #NONE}. Field by field: a record's own comparison costs more. */
  public boolean isEmpty() {
    return isEmpty(remainingTokens, limitTokens, resetTokensMillis)
        && isEmpty(remainingRequests, limitRequests, resetRequestsMillis)
        && retryAfterMillis == -1
        && utilisation == -1;
  }

  private static boolean isEmpty(long remaining, long limit, long resetMillis) {
    return remaining == -1 && limit == -1 && resetMillis == -1;
  }
}
