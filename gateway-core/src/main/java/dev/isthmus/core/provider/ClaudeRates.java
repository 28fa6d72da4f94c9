package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderView;
import dev.isthmus.core.call.LimitReport;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads Anthropic's rate-limit headers. Input and output tokens are counted apart there: what a
 * call is held against is the input side, unless nothing is left of the other. Values that cannot
 * be are absent.
 */
final class ClaudeRates {
  private static final String PREFIX = "anthropic-ratelimit-";
  private static final String INPUT = "input-tokens";
  private static final String OUTPUT = "output-tokens";

  private ClaudeRates() {}

  static LimitReport read(HeaderView headers, InstantSource clock) {
    String side = side(headers);
    LimitReport report =
        new LimitReport(
            remaining(headers, side),
            headers.number(PREFIX + side + "-limit"),
            untilMillis(headers.get(PREFIX + side + "-reset"), clock),
            headers.number(PREFIX + "requests-remaining"),
            headers.number(PREFIX + "requests-limit"),
            untilMillis(headers.get(PREFIX + "requests-reset"), clock),
            -1,
            -1);
    return report.isEmpty() ? LimitReport.NONE : report;
  }

  private static String side(HeaderView headers) {
    if (remaining(headers, OUTPUT) == 0) {
      return OUTPUT;
    }
    return headers.get(PREFIX + INPUT + "-remaining") == null ? "tokens" : INPUT;
  }

  private static long remaining(HeaderView headers, String side) {
    return headers.number(PREFIX + side + "-remaining");
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
