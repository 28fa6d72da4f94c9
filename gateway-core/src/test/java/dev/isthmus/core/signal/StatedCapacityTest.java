package dev.isthmus.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.LimitReport;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What the headers of answers do. */
class StatedCapacityTest {
  private final FakeTicker ticker = new FakeTicker();
  private final Capacity capacity =
      capacity(new CapacityConfig(100_000, 600, -1, Metering.PER_MINUTE, 1));

  @Test
  void theProvidersWordComesBeforeOurOwnCount() {
    long now = ticker.nanoTime();
    long stamp = capacity.reserve(1_000, now);
    assertNull(capacity.check(50_000, now));
    capacity.report(tokens(3_000, 100_000), stamp, now, now);
    assertTrue(capacity.headerConfirmed(now));
    assertNull(capacity.check(3_000, now));
    assertEquals(Exclusion.QUOTA, capacity.check(3_001, now));
  }

  @Test
  void whatWasReservedSinceIsTakenOff() {
    long now = ticker.nanoTime();
    long first = capacity.reserve(1_000, now);
    capacity.reserve(2_000, now);
    capacity.reserve(500, now);
    capacity.report(tokens(10_000, 100_000), first, now, now);
    assertNull(capacity.check(7_500, now));
    assertEquals(Exclusion.QUOTA, capacity.check(7_501, now));
    assertEquals(0.05, capacity.headroom(2_500, now), 1e-9);
  }

  @Test
  void headersOfAnOlderCallAreIgnored() {
    long now = ticker.nanoTime();
    long older = capacity.reserve(1_000, now);
    long newer = capacity.reserve(1_000, now);
    capacity.report(tokens(5_000, 100_000), newer, now, now);
    capacity.report(tokens(90_000, 100_000), older, now, now);
    assertEquals(Exclusion.QUOTA, capacity.check(5_001, now));
  }

  @Test
  void anOlderCallsWordIsTakenWhereNoneIsInForceAnyMore() {
    long sent = ticker.nanoTime();
    long older = capacity.reserve(1_000, sent);
    long newer = capacity.reserve(1_000, sent);
    LimitReport soon = new LimitReport(5_000, 100_000, 2_000, -1, -1, -1, -1, -1);
    capacity.report(soon, newer, sent, sent);
    long later = ticker.advanceSeconds(3);
    assertFalse(capacity.headerConfirmed(later));
    capacity.report(tokens(40_000, 100_000), older, sent, later);
    assertTrue(capacity.headerConfirmed(later));
    assertNull(capacity.check(39_000, later));
    assertEquals(Exclusion.QUOTA, capacity.check(39_001, later));
  }

  @Test
  void theWordHoldsForTenSecondsFromDispatchOrUntilTheReset() {
    long sent = ticker.nanoTime();
    long stamp = capacity.reserve(1_000, sent);
    long heard = ticker.advanceSeconds(4);
    capacity.report(tokens(10, 100_000), stamp, sent, heard);
    assertTrue(capacity.headerConfirmed(sent + 9_999_000_000L));
    assertFalse(capacity.headerConfirmed(sent + 10_001_000_000L));
    LimitReport soon = new LimitReport(10, 100_000, 2_000, -1, -1, -1, -1, -1);
    capacity.report(soon, capacity.reserve(1, heard), heard, heard);
    assertTrue(capacity.headerConfirmed(heard + 1_999_000_000L));
    assertFalse(capacity.headerConfirmed(heard + 2_001_000_000L));
    assertNull(capacity.check(50_000, heard + 2_001_000_000L));
  }

  @Test
  void requestsAreLimitedToo() {
    long now = ticker.nanoTime();
    long stamp = capacity.reserve(1, now);
    LimitReport report = new LimitReport(-1, -1, -1, 2, 600, -1, -1, -1);
    capacity.report(report, stamp, now, now);
    assertTrue(capacity.tryReserve(1, now) >= 0);
    assertTrue(capacity.tryReserve(1, now) >= 0);
    assertEquals(Exclusion.QUOTA, Capacity.exclusion(capacity.tryReserve(1, now)));
  }

  @Test
  void valuesWithoutSenseAreIgnored() {
    long now = ticker.nanoTime();
    long stamp = capacity.reserve(1, now);
    capacity.report(new LimitReport(-1, -1, -1, -1, -1, -1, -1, -1), stamp, now, now);
    capacity.report(new LimitReport(-1, 0, -1, 0, -1, 0, -1, -1), stamp, now, now);
    capacity.report(new LimitReport(0, 0, 0, 0, 0, 0, 0, -7), stamp, now, now);
    capacity.report(tokens(Long.MAX_VALUE, -1), stamp, now, now);
    assertFalse(capacity.headerConfirmed(now));
    assertNull(capacity.check(50_000, now));
  }

  @Test
  void aReportWithoutAnyKnownLimitIsIgnored() {
    Capacity unknown = capacity(CapacityConfig.UNLIMITED);
    long now = ticker.nanoTime();
    unknown.report(tokens(10, -1), unknown.reserve(1, now), now, now);
    assertFalse(unknown.headerConfirmed(now));
    unknown.report(tokens(500, 1_000), unknown.reserve(1, now), now, now);
    unknown.report(tokens(400, -1), unknown.reserve(1, now), now, now);
    assertEquals(Exclusion.QUOTA, unknown.check(401, now));
  }

  @Test
  void aLimitThatJumpsIsBelievedTheThirdTime() {
    long now = ticker.nanoTime();
    for (int i = 0; i < 2; i++) {
      capacity.report(tokens(900_000, 1_000_000), capacity.reserve(1, now), now, now);
      assertFalse(capacity.headerConfirmed(now));
    }
    capacity.report(tokens(900_000, 1_000_000), capacity.reserve(1, now), now, now);
    assertTrue(capacity.headerConfirmed(now));
    assertNull(capacity.check(800_000, now));
  }

  @Test
  void replicasUseTheirPartOfWhatRemains() {
    Capacity third = capacity(new CapacityConfig(90_000, -1, -1, Metering.PER_MINUTE, 3));
    long now = ticker.nanoTime();
    third.report(tokens(30_000, 90_000), third.reserve(1, now), now, now);
    assertNull(third.check(9_999, now));
    assertEquals(Exclusion.QUOTA, third.check(10_001, now));
  }

  @Test
  void utilisationFollowsTheHeaderAndDriftsToOurCount() {
    Capacity provisioned = capacity(new CapacityConfig(10_000, -1, -1, Metering.CONTINUOUS, 1));
    long now = ticker.nanoTime();
    for (int i = 0; i < 10; i++) {
      long stamp = provisioned.reserve(0, now);
      now = ticker.advanceSeconds(1);
      provisioned.report(new LimitReport(-1, -1, -1, -1, -1, -1, -1, 0.9), stamp, now, now);
    }
    assertEquals(0.9, provisioned.utilisation(now), 0.01);
    assertEquals(0.1, provisioned.headroom(0, now), 0.01);
    assertEquals(0.45, provisioned.utilisation(ticker.advanceSeconds(5)), 0.01);
    provisioned.reserve(5_000, ticker.advanceSeconds(600));
    assertEquals(0.5, provisioned.utilisation(ticker.nanoTime()), 0.01);
  }

  /**
   * A provider with a bucket of its own, whose headers come late and out of order: with fresh
   * headers we never ask for more than it has.
   */
  @Test
  void withHeadersWeNeverReserveMoreThanTheProviderHas() {
    for (long seed = 0; seed < 50; seed++) {
      FakeTicker time = new FakeTicker();
      long limit = 50_000;
      Capacity ours =
          new Capacity(
              new CapacityConfig(limit, -1, -1, Metering.PER_MINUTE, 1),
              time,
              new SplittableRandom(1));
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      long remaining = limit;
      long[][] late = new long[8][];
      // Somebody else takes a part before we begin; the first answer tells us so.
      remaining -= 30_000;
      long stamp = ours.reserve(100, time.nanoTime());
      remaining -= 100;
      ours.report(tokens(remaining, limit), stamp, time.nanoTime(), time.nanoTime());
      for (int i = 0; i < 300; i++) {
        long now = time.advanceMillis(random.nextLong(20));
        long wanted = random.nextLong(600);
        stamp = ours.tryReserve(wanted, now);
        if (stamp >= 0) {
          remaining -= wanted;
          assertTrue(remaining >= 0, "seed=" + seed);
          int slot = random.nextInt(late.length);
          long[] due = late[slot];
          late[slot] = new long[] {remaining, stamp, now};
          if (due != null) {
            ours.report(tokens(due[0], limit), due[1], due[2], now);
          }
        }
      }
      assertTrue(remaining < 600, "seed=" + seed + " remaining=" + remaining);
    }
  }

  @Test
  void differencesSurviveTheWrapOfTheCounters() {
    Reservations reservations = new Reservations();
    long huge = (1L << 32);
    long before = 0;
    for (int i = 0; i < 1_000; i++) {
      long next = reservations.addTo(reservations.count(), huge);
      assertTrue(next >= 0);
      assertEquals(huge, Reservations.tokensBetween(before, next));
      assertEquals(1, Reservations.requestsBetween(before, next));
      assertEquals(-1, Reservations.requestsBetween(next, before));
      before = next;
    }
    assertEquals(-1, reservations.addTo(before + 1, 1));
  }

  @Test
  void theCountIsExactWhateverTheThreads() throws InterruptedException {
    Capacity unlimited = capacity(CapacityConfig.UNLIMITED);
    long first = unlimited.reserve(0, 0);
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 50_000; i++) {
            unlimited.reserve(3, 0);
          }
        });
    long last = unlimited.reserve(0, 0);
    assertEquals(600_000, Reservations.tokensBetween(first, last));
    assertEquals(200_001, Reservations.requestsBetween(first, last));
  }

  @Test
  void aReportIsNeverReadInPieces() throws InterruptedException {
    StatedLimit stated = new StatedLimit(Dimension.TOKENS, 2_000_000, 1, 0);
    Reservations reservations = new Reservations();
    long[] stamps = new long[1_000_000];
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = reservations.addTo(reservations.count(), 1);
    }
    long last = stamps[stamps.length - 1];
    AtomicInteger read = new AtomicInteger();
    AtomicBoolean written = new AtomicBoolean();
    Threads.run(
        2,
        thread -> {
          if (thread == 0) {
            for (int i = 0; i < stamps.length; i++) {
              stated.report(tokens(2_000_000 - i - 1, 2_000_000), stamps[i], 0, 0);
            }
            written.set(true);
          }
          while (!written.get()) {
            // What remained when i + 1 tokens were gone: seen from the end, always the same.
            long room = stated.room(last, 0);
            if (room != StatedLimit.NONE) {
              read.incrementAndGet();
              assertEquals(1_000_000, room);
            }
          }
        });
    assertTrue(read.get() > 1_000);
  }

  private static LimitReport tokens(long remaining, long limit) {
    return new LimitReport(remaining, limit, -1, -1, -1, -1, -1, -1);
  }

  private Capacity capacity(CapacityConfig config) {
    return new Capacity(config, ticker, new SplittableRandom(4));
  }
}
