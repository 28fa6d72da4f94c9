package dev.isthmus.load.cloud;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How clouds write limits and waits into headers. */
final class LimitHeaders {

  private LimitHeaders() {}

  /** OpenAI's headers; none where nothing is limited. */
  static void openAi(HttpHeaders out, Meter meter, long waitMillis) {
    counts(out, meter);
    if (meter.limitTokens() >= 0 || meter.limitRequests() >= 0) {
      String reset = duration(meter.resetMillis(System.nanoTime()));
      out.set("x-ratelimit-reset-requests", reset).set("x-ratelimit-reset-tokens", reset);
    }
    if (waitMillis > 0) {
      retry(out, RetryForm.MILLISECONDS, waitMillis);
    }
  }

  /** What is limited and what is left. */
  static void counts(HttpHeaders out, Meter meter) {
    if (meter.limitRequests() >= 0) {
      out.set("x-ratelimit-limit-requests", meter.limitRequests());
      out.set("x-ratelimit-remaining-requests", meter.remainingRequests());
    }
    if (meter.limitTokens() >= 0) {
      out.set("x-ratelimit-limit-tokens", meter.limitTokens());
      out.set("x-ratelimit-remaining-tokens", meter.remainingTokens());
    }
  }

  /** Anthropic's headers; none where nothing is limited. The side of the input has most of it. */
  static void anthropic(HttpHeaders out, Meter meter) {
    String reset = time(meter.resetMillis(System.nanoTime()));
    if (meter.limitRequests() >= 0) {
      anthropic(out, "requests", meter.limitRequests(), meter.remainingRequests(), reset);
    }
    long limit = meter.limitTokens();
    long left = meter.remainingTokens();
    if (limit >= 0) {
      anthropic(out, "tokens", limit, left, reset);
      anthropic(out, "input-tokens", limit - limit / 6, left - left / 6, reset);
      anthropic(out, "output-tokens", limit / 6, left / 6, reset);
    }
  }

  /** The same where no token is left for {@code millis}. */
  static void emptyAnthropic(HttpHeaders out, long millis) {
    anthropic(out, "tokens", 96_000, 0, time(millis));
    anthropic(out, "input-tokens", 80_000, 0, time(millis));
  }

  private static void anthropic(HttpHeaders out, String of, long limit, long left, String reset) {
    String name = "anthropic-ratelimit-" + of;
    out.set(name + "-limit", limit).set(name + "-remaining", left).set(name + "-reset", reset);
  }

  /** Says in {@code form} to come back in {@code millis}. */
  static void retry(HttpHeaders out, RetryForm form, long millis) {
    long seconds = (millis + 999) / 1000;
    switch (form) {
      case NONE, BODY -> {}
      case MILLISECONDS -> out.set("retry-after-ms", millis).set("retry-after", seconds);
      case SECONDS -> out.set("retry-after", seconds);
      case FRACTION -> out.set("retry-after", String.format(Locale.ROOT, "%.3f", millis / 1000.0));
      case HTTP_DATE -> out.set("retry-after", httpDate(System.currentTimeMillis() + millis));
      case RESET_SECONDS -> out.set("x-ratelimit-reset-tokens", seconds);
      case RESET_TIME -> out.set("anthropic-ratelimit-tokens-reset", time(millis));
      case RESET_DURATION -> out.set("x-ratelimit-reset-tokens", duration(millis));
    }
  }

  /** A duration as Go writes it: {@code 250ms}, {@code 1.5s}, {@code 6m0s}. */
  static String duration(long millis) {
    if (millis < 1000) {
      return millis + "ms";
    }
    long minutes = millis / 60_000;
    long rest = millis % 60_000;
    String seconds =
        rest % 1000 == 0 ? rest / 1000 + "s" : String.format(Locale.ROOT, "%.3fs", rest / 1000.0);
    return minutes == 0 ? seconds : minutes + "m" + seconds;
  }

  /** When {@code millis} are over, to the second, as RFC 3339 writes it. */
  static String time(long millis) {
    return Instant.now().plusMillis(millis + 999).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String httpDate(long epochMillis) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC));
  }
}
