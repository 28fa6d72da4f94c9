package dev.isthmus.core.provider;

import dev.isthmus.core.call.HeaderView;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a provider wants to be asked again, in every form in which providers say so.
 *
 * <p>Precedence: milliseconds, then seconds or a date, then the body. Units: milliseconds, −1 where
 * nothing usable was said; negative, malformed and overflowing values say nothing.
 */
final class RetryAfter {
  private static final double MILLIS_PER_SECOND = 1e3;

  /** Longer waits than this are no waits: a hundred days. */
  private static final double MOST_MILLIS = 100 * 86_400 * MILLIS_PER_SECOND;

  private static final Pattern IN_WORDS =
      Pattern.compile("(?i)retry (?:after|in) (\\d+(?:\\.\\d+)?) ?(ms|milliseconds|s\\b|seconds?)");

  private RetryAfter() {}

  static long millis(HeaderView headers, ErrorBody body, InstantSource clock) {
    long millis = number(headers.get("retry-after-ms"), 1);
    if (millis < 0) {
      millis = number(headers.get("x-ms-retry-after-ms"), 1);
    }
    if (millis < 0) {
      millis = secondsOrDate(headers.get("retry-after"), clock);
    }
    if (millis < 0) {
      millis = duration(body.retryDelay());
    }
    if (millis < 0) {
      millis = inWords(body.message());
    }
    return millis;
  }

  /** Reads a reset header: plain seconds as Azure writes them, or a duration as OpenAI does. */
  static long resetMillis(@Nullable String value) {
    long seconds = number(value, MILLIS_PER_SECOND);
    return seconds >= 0 ? seconds : duration(value);
  }

  private static long secondsOrDate(@Nullable String value, InstantSource clock) {
    long millis = number(value, MILLIS_PER_SECOND);
    if (millis >= 0 || value == null) {
      return millis;
    }
    try {
      Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value.trim()));
      long wait = Duration.between(clock.instant(), until).toMillis();
      return wait < 0 || wait > MOST_MILLIS ? -1 : wait;
    } catch (DateTimeException | ArithmeticException e) {
      return -1;
    }
  }

  private static long number(@Nullable String value, double unitMillis) {
    if (value == null || value.isBlank() || !isPlainNumber(value.trim())) {
      return -1;
    }
    double millis = Double.parseDouble(value.trim()) * unitMillis;
    return millis > MOST_MILLIS ? -1 : Math.round(millis);
  }

  private static boolean isPlainNumber(String text) {
    boolean point = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && !point && i > 0) {
        point = true;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  /**
   * Go's way of writing durations: {@code 1h2m3.5s}, {@code 120ms}. Read by hand, because OpenAI
   * says two with every answer.
   */
  private static long duration(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return -1;
    }
    double millis = 0;
    int at = 0;
    while (at < value.length()) {
      int unit = numberEnd(value, at);
      int end = unitEnd(value, unit);
      if (unit == at || end == unit) {
        return -1;
      }
      double number = Double.parseDouble(value.substring(at, unit));
      millis += number * unitMillis(value.substring(unit, end));
      at = end;
    }
    return millis > MOST_MILLIS ? -1 : Math.round(millis);
  }

  /** Where the number ends that begins at {@code from}; {@code from} where none does. */
  private static int numberEnd(String text, int from) {
    int end = digitsEnd(text, from);
    boolean point = end > from && end < text.length() && text.charAt(end) == '.';
    int fractionEnd = point ? digitsEnd(text, end + 1) : end;
    return fractionEnd > end + 1 ? fractionEnd : end;
  }

  private static int digitsEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static int unitEnd(String text, int from) {
    if (text.startsWith("ms", from)) {
      return from + 2;
    }
    return from < text.length() && "hms".indexOf(text.charAt(from)) >= 0 ? from + 1 : from;
  }

  private static double unitMillis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "m" -> 60 * MILLIS_PER_SECOND;
      case "h" -> 3600 * MILLIS_PER_SECOND;
      default -> MILLIS_PER_SECOND;
    };
  }

  private static long inWords(@Nullable String message) {
    if (message == null) {
      return -1;
    }
    Matcher words = IN_WORDS.matcher(message);
    if (!words.find()) {
      return -1;
    }
    return number(words.group(1), words.group(2).startsWith("m") ? 1 : MILLIS_PER_SECOND);
  }
}
