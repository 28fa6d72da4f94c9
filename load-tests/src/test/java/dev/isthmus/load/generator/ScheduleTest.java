package dev.isthmus.load.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.load.generator.LoadPlan.Arrival;
import dev.isthmus.load.generator.LoadPlan.Rate;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScheduleTest {

  @Test
  void fixedArrivalsAreEvenlySpacedFromTheStart() {
    List<Long> due = all(new Rate(4, Duration.ofSeconds(1), Arrival.FIXED), 1);

    assertEquals(List.of(100L, 250_000_100L, 500_000_100L, 750_000_100L), due);
  }

  @Test
  void poissonArrivalsHaveTheRateAndTheSpreadAndComeFromTheSeed() {
    Rate rate = new Rate(1000, Duration.ofSeconds(20), Arrival.POISSON);
    List<Long> due = all(rate, 42);

    assertEquals(due, all(rate, 42));
    assertEquals(20_000, due.size(), 600);
    long shortGaps = 0;
    for (int i = 1; i < due.size(); i++) {
      shortGaps += due.get(i) - due.get(i - 1) < 1_000_000 ? 1 : 0;
    }
    assertEquals(1 - Math.exp(-1), (double) shortGaps / due.size(), 0.02);
  }

  @Test
  void aCallSheetIsDueAsItSaysToItsLastLine() {
    Schedule schedule =
        new Schedule(
            new CallSheet(List.of(new CallSheet.Line(0.25, "a"), new CallSheet.Line(1.5, "b"))),
            100);

    assertEquals(List.of(250_000_100L, 1_500_000_100L), all(schedule));
    assertTrue(new Schedule(new CallSheet(List.of()), 100).over());
    assertThrows(
        IllegalArgumentException.class,
        () -> new CallSheet(List.of(new CallSheet.Line(1, "a"), new CallSheet.Line(0, "b"))));
  }

  @Test
  void theTargetMayBeAHostABaseOrTheOperationItself() {
    assertEquals("/v1/chat/completions", path("http://h:1"));
    assertEquals("/v1/chat/completions", path("http://h:1/"));
    assertEquals("/openai/v1/chat/completions", path("http://h:1/openai/v1/"));
    assertEquals(
        "/x/chat/completions?api-version=1", path("http://h/x/chat/completions?api-version=1"));
  }

  private static String path(String target) {
    return LoadPlan.of(URI.create(target), "m", 1, Duration.ofSeconds(1)).path();
  }

  private static List<Long> all(Rate rate, long seed) {
    List<Long> due = all(new Schedule(rate, 100, seed));
    assertTrue(!due.isEmpty());
    return due;
  }

  private static List<Long> all(Schedule schedule) {
    List<Long> due = new ArrayList<>();
    for (; !schedule.over(); schedule.advance()) {
      due.add(schedule.dueNanos());
    }
    return due;
  }
}
