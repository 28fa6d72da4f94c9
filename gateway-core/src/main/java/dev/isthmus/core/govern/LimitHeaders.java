package dev.isthmus.core.govern;

import dev.isthmus.core.call.HeaderSink;
import dev.isthmus.core.call.LimitReport;
import java.util.stream.IntStream;

/**
 * Tells a caller what is left of its own limits, in OpenAI's headers. Source: {@code
 * x-ratelimit-limit-requests} and its five sisters; a reset is written as Go writes a duration:
 * {@code 20ms}, {@code 1s}, {@code 6m0s}.
 */
public final class LimitHeaders {
  private static final long SECOND_MILLIS = 1_000;
  private static final long MINUTE_MILLIS = 60 * SECOND_MILLIS;
  private static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;

  /** Most limits recover so soon, and are told with each answer. */
  private static final String[] PARTS_OF_A_SECOND =
      IntStream.range(0, (int) SECOND_MILLIS)
          .mapToObj(millis -> millis + "ms")
          .toArray(String[]::new);

  private LimitHeaders() {}

  /** Adds the headers of those limits that {@code report} has. */
  public static void add(LimitReport report, HeaderSink headers) {
    if (report.limitRequests() >= 0) {
      headers.add("x-ratelimit-limit-requests", report.limitRequests());
      headers.add("x-ratelimit-remaining-requests", report.remainingRequests());
      headers.add("x-ratelimit-reset-requests", reset(report.resetRequestsMillis()));
    }
    if (report.limitTokens() >= 0) {
      headers.add("x-ratelimit-limit-tokens", report.limitTokens());
      headers.add("x-ratelimit-remaining-tokens", report.remainingTokens());
      headers.add("x-ratelimit-reset-tokens", reset(report.resetTokensMillis()));
    }
  }

  /** {@code millis} as OpenAI writes it. */
  static String reset(long millis) {
    if (millis > 0 && millis < SECOND_MILLIS) {
      return PARTS_OF_A_SECOND[(int) millis];
    }
    StringBuilder text = new StringBuilder();
    if (millis >= HOUR_MILLIS) {
      text.append(millis / HOUR_MILLIS).append('h');
    }
    if (millis >= MINUTE_MILLIS) {
      text.append(millis % HOUR_MILLIS / MINUTE_MILLIS).append('m');
    }
    text.append(millis % MINUTE_MILLIS / SECOND_MILLIS);
    appendFraction(text, (int) (millis % SECOND_MILLIS));
    return text.append('s').toString();
  }

  private static void appendFraction(StringBuilder text, int thousandths) {
    int rest = thousandths;
    if (rest > 0) {
      text.append('.');
    }
    for (int unit = 100; rest > 0; unit /= 10) {
      text.append(rest / unit);
      rest %= unit;
    }
  }
}
