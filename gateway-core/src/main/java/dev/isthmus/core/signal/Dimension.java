package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.LimitReport;

/** The two things that providers count. */
enum Dimension {
  TOKENS,
  REQUESTS;

  long remaining(LimitReport report) {
    return this == TOKENS ? report.remainingTokens() : report.remainingRequests();
  }

  long limit(LimitReport report) {
    return this == TOKENS ? report.limitTokens() : report.limitRequests();
  }

  long resetMillis(LimitReport report) {
    return this == TOKENS ? report.resetTokensMillis() : report.resetRequestsMillis();
  }

  /** What was reserved between two counts of {@link Reservations}. */
  @HotPath
  long between(long from, long to) {
    return this == TOKENS
        ? Reservations.tokensBetween(from, to)
        : Reservations.requestsBetween(from, to);
  }
}
