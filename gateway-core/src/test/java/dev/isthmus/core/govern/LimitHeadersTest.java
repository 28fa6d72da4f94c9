package dev.isthmus.core.govern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.call.LimitReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitHeadersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ms",
    "20, 20ms",
    "999, 999ms",
    "1000, 1s",
    "1001, 1.001s",
    "1010, 1.01s",
    "1500, 1.5s",
    "59999, 59.999s",
    "60000, 1m0s",
    "72172, 1m12.172s",
    "360000, 6m0s",
    "3600000, 1h0m0s",
    "90061001, 25h1m1.001s",
  })
  void writesResetsAsOpenAiDoes(long millis, String text) {
    assertEquals(text, LimitHeaders.reset(millis));
  }

  @Test
  void writesOnlyTheLimitsThereAre() {
    List<String> lines = new ArrayList<>();
    LimitHeaders.add(
        new LimitReport(-1, -1, -1, 59, 60, 1_000, -1, -1), (n, v) -> lines.add(n + "=" + v));
    assertEquals(
        List.of(
            "x-ratelimit-limit-requests=60",
            "x-ratelimit-remaining-requests=59",
            "x-ratelimit-reset-requests=1s"),
        lines);
    lines.clear();
    LimitHeaders.add(LimitReport.NONE, (n, v) -> lines.add(n));
    assertEquals(List.of(), lines);
    LimitHeaders.add(
        new LimitReport(0, 9, 360_000, -1, -1, -1, -1, -1), (n, v) -> lines.add(n + "=" + v));
    assertEquals(
        List.of(
            "x-ratelimit-limit-tokens=9",
            "x-ratelimit-remaining-tokens=0",
            "x-ratelimit-reset-tokens=6m0s"),
        lines);
  }
}
