package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class MeterTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void aQuotaIsFullUntilItsWindowEnds() {
    Meter meter = new Meter(Limits.perMinute(100, -1), false, 0);

    assertEquals(0, meter.admit(60, 0));
    assertEquals(50_000, meter.admit(60, 10 * SECOND));
    assertEquals(0, meter.admit(60, 60 * SECOND));
    assertEquals(40, meter.remainingTokens());
  }

  @Test
  void aBucketFillsAllTheTime() {
    Meter meter = new Meter(Limits.perMinute(600, 60).refilled(), false, 0);

    assertEquals(0, meter.admit(600, 0));
    assertEquals(10_000, meter.admit(100, 0));
    assertEquals(0, meter.admit(100, 10 * SECOND));
    assertEquals(0, meter.remainingTokens());
    assertEquals(60_000, meter.resetMillis(10 * SECOND));
    assertEquals(30_000, meter.admit(400, 20 * SECOND));
  }

  @Test
  void aCallLargerThanTheWholeQuotaIsLetThroughOnceAWindow() {
    Meter meter = new Meter(Limits.perMinute(100, -1), false, 0);

    assertEquals(0, meter.admit(500, 0));
    assertTrue(meter.admit(1, SECOND) > 0);
    assertEquals(0, meter.remainingTokens());
  }

  @Test
  void limitsScaleToAShorterWindow() {
    Meter meter = new Meter(new Limits(600, 60, -1, 10), false, 0);

    assertEquals(100, meter.limitTokens());
    assertEquals(10, meter.limitRequests());
  }

  @Test
  void concurrencyIsFreedByTheEndOfACall() {
    Meter meter = new Meter(Limits.NONE.concurrent(1), false, 0);

    assertEquals(0, meter.admit(1, 0));
    assertTrue(meter.admit(1, 0) > 0);
    meter.settle(1, 1);
    assertEquals(0, meter.admit(1, 0));
  }

  @Test
  void provisionedCapacityDrainsAndIsCorrectedByTheTruth() {
    Meter meter = new Meter(Limits.perMinute(600, -1), true, 0);

    assertEquals(0, meter.admit(900, 0));
    assertEquals(1.5, meter.utilisation());
    assertEquals(30_001, meter.admit(1, 0));
    meter.settle(900, 300); // 300 of 600 are left in use
    assertEquals(0.5, meter.utilisation());
    assertEquals(0, meter.admit(10, 15 * SECOND)); // 150 have drained
    assertEquals(160.0 / 600, meter.utilisation(), 1e-9);
  }

  @Test
  void provisionedCapacityOwesNoMoreThanItsWindow() {
    Meter meter = new Meter(new Limits(600, -1, -1, 20), true, 0);

    assertEquals(0, meter.admit(250, 0));
    assertEquals(1.25, meter.utilisation());
    assertEquals(5_001, meter.admit(1, 0));
    assertEquals(0, meter.admit(1, 6 * SECOND));
  }

  @Test
  void callsUnderWaySlowACallDown() {
    Tempo tempo = new Tempo(Duration.ofMillis(100), 50, 1e12, 0, 1).crowd(new Tempo.Crowd(0.5, 10));

    Pace alone = tempo.draw(new SplittableRandom(1), 0, 0, 0);
    Pace full = tempo.draw(new SplittableRandom(1), 0, 0, 10);

    assertEquals(100_000_000, alone.prefillNanos());
    assertEquals(20_000_000, alone.nanosPerToken(), 1);
    assertEquals(150_000_000, full.prefillNanos());
    assertEquals(30_000_000, full.nanosPerToken(), 1);
    assertEquals(112_500_000, tempo.draw(new SplittableRandom(1), 0, 0, 5).prefillNanos());
  }

  @Test
  void aPaceKnowsWhatExistsAtAnyMoment() {
    Pace pace = new Pace(SECOND, SECOND / 10.0, 5, 2);

    assertEquals(0, pace.generated(SECOND - 1, 20));
    assertEquals(10, pace.generated(2 * SECOND, 20));
    assertEquals(20, pace.generated(60 * SECOND, 20));
    assertEquals(SECOND + SECOND / 2, pace.firstNanos());
    assertEquals(3 * SECOND, pace.wholeNanos(20));
    assertEquals(2 * SECOND, pace.slowed(2, 1).prefillNanos());
  }

  @Test
  void latenciesLieAroundTheirMedian() {
    Tempo tempo = Tempo.of(Duration.ofMillis(300), 100);
    SplittableRandom random = new SplittableRandom(3);

    int below = 0;
    for (int i = 0; i < 10_000; i++) {
      below += tempo.draw(random, 0, 0, 0).prefillNanos() < 300_000_000 ? 1 : 0;
    }
    assertTrue(below > 4_800 && below < 5_200, "" + below);
  }

  @Test
  void durationsAreWrittenAsGoWritesThem() {
    assertEquals("250ms", LimitHeaders.duration(250));
    assertEquals("1s", LimitHeaders.duration(1000));
    assertEquals("1.812s", LimitHeaders.duration(1812));
    assertEquals("6m0s", LimitHeaders.duration(360_000));
  }
}
