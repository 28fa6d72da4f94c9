package dev.isthmus.core.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.HeaderView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every form of "come back later" in which providers have been seen to say it. */
final class RetryAfterTest {
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));

  /** One part of a duration, as an expression has it. */
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|h|m|s)");

  private static final ErrorBody SILENT = new ErrorBody(null, null, null, null, null);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retry-after-ms | 1500 | 1500",
        "retry-after | 2 | 2000",
        "retry-after | 1.5 | 1500",
        "retry-after | 0 | 0",
        "retry-after | -1 | -1",
        "retry-after | 1e9 | -1",
        "retry-after | 99999999999999999999 | -1",
        "retry-after | Mon, 23 Nov 2026 12:00:07 GMT | 7000",
        "retry-after | Mon, 23 Nov 2026 11:00:00 GMT | -1",
        "retry-after | Mon, 23 Nov 2026 12:00:07 | -1",
        "retry-after | soon | -1",
        "x-ms-retry-after-ms | 250 | 250",
      })
  void readsHeaders(String name, String value, long millis) {
    assertEquals(millis, RetryAfter.millis(headers(Map.of(name, value)), SILENT, NOON));
  }

  @Test
  void millisecondsGoBeforeSeconds() {
    HeaderView both = headers(Map.of("retry-after-ms", "1500", "retry-after", "9"));
    assertEquals(1500, RetryAfter.millis(both, SILENT, NOON));
  }

  @Test
  void aMalformedHeaderLeavesTheWordToTheNextForm() {
    HeaderView both = headers(Map.of("retry-after-ms", "-5", "retry-after", "9"));
    assertEquals(9000, RetryAfter.millis(both, SILENT, NOON));
  }

  @Test
  void readsDurationsAsExpressionsWould() {
    String letters = "019.hms-s";
    SplittableRandom random = new SplittableRandom(3);
    int durations = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(8); length > 0; length--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      String value = text.toString();
      ErrorBody body = new ErrorBody(null, null, null, null, value);
      long millis = RetryAfter.millis(headers(Map.of()), body, NOON);
      assertEquals(byExpressions(value), millis, () -> value);
      durations += millis < 0 ? 0 : 1;
    }
    assertTrue(durations > 5_000, durations + " durations");
  }

  private static long byExpressions(String value) {
    if (!value.matches("(?:" + PART + ")+")) {
      return -1;
    }
    double millis =
        PART.matcher(value)
            .results()
            .mapToDouble(part -> Double.parseDouble(part.group(1)) * unitMillis(part.group(2)))
            .sum();
    return millis > 100 * 86_400e3 ? -1 : Math.round(millis);
  }

  private static double unitMillis(String unit) {
    return Map.of("ms", 1.0, "s", 1e3, "m", 60e3, "h", 3_600e3).getOrDefault(unit, 0.0);
  }

  @ParameterizedTest
  @CsvSource({
    "3.5s, 3500",
    "1ms1s, 1001",
    "1.25ms, 1",
    "2m0s, 120000",
    "900ms, 900",
    "1h2m3.5s, 3723500",
    "s, -1",
    "5, -1"
  })
  void readsGooglesRetryInfo(String delay, long millis) {
    ErrorBody body = new ErrorBody(null, null, null, null, delay);
    assertEquals(millis, RetryAfter.millis(headers(Map.of()), body, NOON));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Please retry after 6 seconds. | 6000",
        "Please retry in 12.3s. | 12300",
        "Try again whenever | -1"
      })
  void readsWords(String message, long millis) {
    ErrorBody body = new ErrorBody(null, null, message, null, null);
    assertEquals(millis, RetryAfter.millis(headers(Map.of()), body, NOON));
  }

  @ParameterizedTest
  @CsvSource({"6m0s, 360000", "1s, 1000", "20ms, 20", "0, 0", "17, 17000", "-1, -1", "x, -1"})
  void readsResets(String value, long millis) {
    assertEquals(millis, RetryAfter.resetMillis(value));
  }

  private static HeaderView headers(Map<String, String> map) {
    return new HeaderView() {
      @Override
      public @Nullable String get(String name) {
        return map.get(name);
      }

      @Override
      public void forEach(BiConsumer<String, String> visitor) {
        map.forEach(visitor);
      }
    };
  }
}
