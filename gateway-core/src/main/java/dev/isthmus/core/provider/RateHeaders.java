package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rate-limit headers that OpenAI and Azure send, the misspelled one included. Values that
 * cannot be (negative, not numbers) are absent.
 */
final class RateHeaders {
  private static final double PERCENT = 100;

  private RateHeaders() {}

  static LimitReport read(HeaderView headers) {
    LimitReport report =
        new LimitReport(
            headers.number("x-ratelimit-remaining-tokens"),
            headers.number("x-ratelimit-limit-tokens"),
            RetryAfter.resetMillis(
                either(headers, "x-ratelimit-reset-tokens", "x-rate-limit-reset-tokens")),
            headers.number("x-ratelimit-remaining-requests"),
            headers.number("x-ratelimit-limit-requests"),
            RetryAfter.resetMillis(headers.get("x-ratelimit-reset-requests")),
            -1,
            utilisation(headers.get("azure-openai-deployment-utilization")));
    return report.isEmpty() ? LimitReport.NONE : report;
  }

  private static @Nullable String either(HeaderView headers, String name, String other) {
    String value = headers.get(name);
    return value == null ? headers.get(other) : value;
  }

  /** Azure writes {@code 85.2%}. */
  private static double utilisation(@Nullable String value) {
    if (value == null) {
      return -1;
    }
    String text = value.trim();
    boolean percent = text.endsWith("%");
    try {
      double number = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
      double fraction = percent ? number / PERCENT : number;
      return fraction >= 0 && fraction < PERCENT ? fraction : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
