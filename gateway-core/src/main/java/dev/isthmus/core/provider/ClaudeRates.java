package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads Anthropic's rate-limit headers. Input and output tokens are counted apart there; what
 * matters to a call is the scarcer of them. Values that cannot be are absent.
 */
final class ClaudeRates {
  private static final String PREFIX = "anthropic-ratelimit-";
  private static final String[] TOKENS = {"tokens", "input-tokens", "output-tokens"};

  private ClaudeRates() {}

  static LimitReport read(HeaderView headers, InstantSource clock) {
    long remaining = -1;
    String scarcest = TOKENS[0];
    for (String kind : TOKENS) {
      long left = RateHeaders.count(headers.get(PREFIX + kind + "-remaining"));
      if (left >= 0 && (remaining < 0 || left < remaining)) {
        remaining = left;
        scarcest = kind;
      }
    }
    LimitReport report =
        new LimitReport(
            remaining,
            RateHeaders.count(headers.get(PREFIX + scarcest + "-limit")),
            untilMillis(headers.get(PREFIX + scarcest + "-reset"), clock),
            RateHeaders.count(headers.get(PREFIX + "requests-remaining")),
            RateHeaders.count(headers.get(PREFIX + "requests-limit")),
            untilMillis(headers.get(PREFIX + "requests-reset"), clock),
            -1,
            -1);
    return report.isEmpty() ? LimitReport.NONE : report;
  }

  /** A date as RFC 3339 writes it. */
  private static long untilMillis(@Nullable String date, InstantSource clock) {
    if (date == null) {
      return -1;
    }
    try {
      return Math.max(0, Duration.between(clock.instant(), Instant.parse(date.trim())).toMillis());
    } catch (DateTimeException | ArithmeticException e) {
      return -1;
    }
  }
}
