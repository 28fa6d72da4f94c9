package dev.isthmus.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.LimitReport;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What refusals do. */
class RefusedCapacityTest {
  private static final Failure SILENT =
      Failure.ofProvider(FailureKind.RATE_LIMITED, Failure.Retry.REFUSED, "busy");

  private final FakeTicker ticker = new FakeTicker();
  private final Capacity capacity =
      new Capacity(CapacityConfig.UNLIMITED, ticker, new SplittableRandom(4));

  @ParameterizedTest
  @CsvSource({
    "0, 50",
    "20, 50",
    "1500, 1500",
    "60000, 60000",
    "250000, 250000",
    "3600000, 3600000",
    "86400000, 3600000",
    "9223372036854775807, 3600000"
  })
  void aStatedTimeIsKeptExactly(long stated, long keptMillis) {
    long now = ticker.nanoTime();
    capacity.rateLimited(SILENT.withRetryAfterMillis(stated), LimitReport.NONE, now);
    assertEquals(keptMillis * 1_000_000, capacity.coolUntilNanos() - now);
    assertTrue(capacity.check(1, now + keptMillis * 1_000_000 - 1) != null);
    assertNull(capacity.check(1, now + keptMillis * 1_000_000));
  }

  /** Else each call would be refused once, and be sent twice. */
  @Test
  void aBucketThatIsFullIsAskedAgainWhenThereIsRoomForTheCall() {
    CapacityConfig provisioned = new CapacityConfig(60_000, -1, -1, Metering.CONTINUOUS, 1);
    Capacity full = new Capacity(provisioned, ticker, new SplittableRandom(4));
    full.rateLimited(SILENT.withRetryAfterMillis(100), LimitReport.NONE, ticker.nanoTime());

    assertEquals(Exclusion.COOLDOWN, full.check(2_000, ticker.advanceMillis(99)));
    assertEquals(Exclusion.QUOTA, full.check(2_000, ticker.advanceMillis(101)));
    assertNull(full.check(100, ticker.nanoTime()));
    assertNull(full.check(2_000, ticker.advanceMillis(1_801)));
  }

  @Test
  void aShorterTimeDoesNotTakeBackALongerOne() {
    long now = ticker.nanoTime();
    assertEquals(Cooling.COOLED, refuse(5_000));
    assertEquals(Cooling.UNCHANGED, refuse(1_000));
    assertEquals(5_000_000_000L, capacity.coolUntilNanos() - now);
    assertEquals(Exclusion.COOLDOWN, capacity.check(1, now));
    assertEquals(0, capacity.headroom(1, now));
  }

  @Test
  void aLongTimeIsSaidOnceAndDrains() {
    assertEquals(Cooling.DRAINED, refuse(86_400_000));
    ticker.advanceSeconds(1);
    assertEquals(Cooling.COOLED, refuse(86_400_000));
    assertEquals(Exclusion.DRAINED, capacity.check(1, ticker.nanoTime()));
    assertEquals(Exclusion.COOLDOWN, capacity.check(1, ticker.advanceSeconds(3_400)));
    assertNull(capacity.check(1, ticker.advanceSeconds(200)));
    assertEquals(Cooling.DRAINED, refuse(300_001));
  }

  @Test
  void beingOutOfCreditDrains() {
    Failure billing = Failure.ofProvider(FailureKind.BILLING, Failure.Retry.REFUSED, "no credit");
    assertEquals(
        Cooling.DRAINED, capacity.rateLimited(billing, LimitReport.NONE, ticker.nanoTime()));
    assertEquals(Exclusion.DRAINED, capacity.check(1, ticker.nanoTime()));
    assertNull(capacity.check(1, ticker.advanceSeconds(600)));
  }

  @Test
  void theResetOfAUsedUpLimitIsKeptUpToAMinute() {
    long now = ticker.nanoTime();
    LimitReport report = new LimitReport(0, 1_000, 7_000, 5, 10, 50_000, -1, -1);
    capacity.rateLimited(SILENT, report, now);
    assertEquals(7_000_000_000L, capacity.coolUntilNanos() - now);
    LimitReport later = new LimitReport(0, 1_000, 360_000, -1, -1, -1, -1, -1);
    assertEquals(Cooling.COOLED, capacity.rateLimited(SILENT, later, now));
    assertEquals(60_000_000_000L, capacity.coolUntilNanos() - now);
  }

  @Test
  void withoutAHintWeGuessOneSecondAndDouble() {
    double[] expected = {1, 2, 4, 8, 16, 30, 30};
    for (double seconds : expected) {
      long now = ticker.nanoTime();
      assertEquals(Cooling.COOLED, refuse(-1));
      assertEquals(seconds, (capacity.coolUntilNanos() - now) / 1e9, seconds * 0.1001);
      assertEquals(Cooling.UNCHANGED, refuse(-1));
      ticker.advance(capacity.coolUntilNanos() - now);
    }
  }

  @Test
  void aServedCallOrAQuietMinuteStartsTheGuessAnew() {
    refuse(-1);
    long early = ticker.nanoTime();
    ticker.advanceSeconds(2);
    refuse(-1);
    ticker.advanceSeconds(5);
    // It departed before the cooldown, so it says nothing about now.
    capacity.served(early);
    assertGuess(4);
    ticker.advanceSeconds(5);
    capacity.served(ticker.nanoTime());
    assertGuess(1);
    ticker.advanceSeconds(70);
    assertGuess(1);
  }

  @Test
  void refusalsThatNoLimitExplainsTeachACap() {
    assertEquals(Double.POSITIVE_INFINITY, capacity.learnedTokensPerSecond(ticker.nanoTime()));
    for (int i = 0; i < 600; i++) {
      capacity.reserve(100, ticker.advanceMillis(100));
    }
    for (int i = 0; i < 5; i++) {
      refuse(-1);
    }
    long now = ticker.nanoTime();
    assertEquals(700, capacity.learnedTokensPerSecond(now), 35);
    assertEquals(714, capacity.learnedTokensPerSecond(ticker.advanceSeconds(10)), 36);
    long start = ticker.advanceSeconds(30);
    long taken = 0;
    for (int i = 0; i < 600; i++) {
      if (capacity.tryReserve(100, ticker.advanceMillis(100)) >= 0) {
        taken += 100;
      }
    }
    double seconds = (ticker.nanoTime() - start) / 1e9;
    assertEquals(760 * (seconds + 10), (double) taken, 760 * seconds * 0.15);
    for (int i = 0; i < 5; i++) {
      refuse(-1);
    }
    assertTrue(capacity.learnedTokensPerSecond(ticker.nanoTime()) < 700);
    assertTrue(capacity.learnedTokensPerSecond(ticker.advanceSeconds(7_200)) > 1e6);
  }

  @Test
  void aSingleRefusalOrAStatedOneTeachesNoCap() {
    refuse(-1);
    for (int i = 0; i < 20; i++) {
      refuse(1_000);
    }
    assertEquals(Double.POSITIVE_INFINITY, capacity.learnedTokensPerSecond(ticker.nanoTime()));
  }

  @Test
  void aCallLargerThanTheCapAllowsMayGoWhenNothingIsOwed() {
    for (int i = 0; i < 3; i++) {
      refuse(-1);
    }
    long now = ticker.advanceSeconds(5);
    assertNull(capacity.check(1_000_000, now));
    assertTrue(capacity.tryReserve(1_000_000, now) >= 0);
    assertEquals(Exclusion.QUOTA, capacity.check(10, now));
    assertNull(capacity.check(10, ticker.advanceSeconds(60)));
  }

  private void assertGuess(double seconds) {
    long now = ticker.nanoTime();
    refuse(-1);
    assertEquals(seconds, (capacity.coolUntilNanos() - now) / 1e9, seconds * 0.1001);
  }

  private Cooling refuse(long retryAfterMillis) {
    return capacity.rateLimited(
        SILENT.withRetryAfterMillis(retryAfterMillis), LimitReport.NONE, ticker.nanoTime());
  }
}
