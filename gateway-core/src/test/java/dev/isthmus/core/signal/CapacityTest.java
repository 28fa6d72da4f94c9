package dev.isthmus.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.call.Exclusion;
import dev.isthmus.core.call.FakeTicker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What holds in the absence of headers. */
class CapacityTest {
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private final FakeTicker ticker = new FakeTicker();

  @Test
  void withoutLimitsEverythingGoes() {
    Capacity capacity = capacity(CapacityConfig.UNLIMITED);
    for (int i = 0; i < 1_000; i++) {
      assertTrue(capacity.tryReserve(1_000_000, ticker.nanoTime()) >= 0);
    }
    assertNull(capacity.check(Long.MAX_VALUE, ticker.nanoTime()));
    assertEquals(1, capacity.headroom(1_000_000, ticker.nanoTime()));
    assertEquals(0, capacity.utilisation(ticker.nanoTime()));
    assertFalse(capacity.headerConfirmed(ticker.nanoTime()));
  }

  @Test
  void noMinuteTakesMoreThanItsLimit() {
    long seed = 21;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    long start = ticker.nanoTime();
    Capacity capacity = capacity(new CapacityConfig(10_000, 30, -1, Metering.PER_MINUTE, 1));
    long minute = 0;
    long tokens = 0;
    int requests = 0;
    long admitted = 0;
    for (int i = 0; i < 50_000; i++) {
      long now = ticker.advance(random.nextLong(1_500_000_000));
      if ((now - start) / MINUTE_NANOS != minute) {
        minute = (now - start) / MINUTE_NANOS;
        tokens = 0;
        requests = 0;
      }
      long wanted = random.nextLong(1_200);
      boolean fits = capacity.check(wanted, now) == null;
      boolean taken = capacity.tryReserve(wanted, now) >= 0;
      assertEquals(fits, taken);
      assertEquals(tokens + wanted <= 10_000 && requests < 30, taken, () -> "seed=" + seed);
      if (taken) {
        tokens += wanted;
        requests++;
        admitted++;
        // On demand nothing is given back, however little was used.
        capacity.release(wanted, 1, now);
      }
    }
    assertTrue(admitted > 10_000);
  }

  @Test
  void aProvisionedBucketTakesNoMoreThanItDrains() {
    long seed = 22;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Capacity capacity = capacity(new CapacityConfig(60_000, -1, -1, Metering.CONTINUOUS, 1));
    Deque<long[]> taken = new ArrayDeque<>();
    long total = 0;
    for (int i = 0; i < 20_000; i++) {
      long now = ticker.advance(random.nextLong(i % 100 == 0 ? 20 * MINUTE_NANOS : 400_000_000));
      long wanted = random.nextLong(4_000);
      if (capacity.tryReserve(wanted, now) >= 0) {
        taken.addLast(new long[] {now, wanted});
        total += wanted;
      }
      long inWindow = 0;
      while (taken.size() > 200) {
        taken.removeFirst();
      }
      for (var it = taken.descendingIterator(); it.hasNext(); ) {
        long[] take = it.next();
        inWindow += take[1];
        double allowed = 60_000 * (1 + (now - take[0]) / (double) MINUTE_NANOS);
        assertTrue(inWindow <= allowed + 1, "seed=" + seed);
      }
    }
    assertTrue(total > 1_000_000);
  }

  @Test
  void provisionedCapacityGivesBackWhatWasNotUsed() {
    Capacity capacity = capacity(new CapacityConfig(10_000, -1, -1, Metering.CONTINUOUS, 1));
    long now = ticker.nanoTime();
    assertTrue(capacity.tryReserve(9_000, now) >= 0);
    assertEquals(0.9, capacity.utilisation(now), 1e-6);
    assertEquals(Exclusion.QUOTA, capacity.check(5_000, now));
    capacity.release(9_000, 1_000, now);
    assertNull(capacity.check(5_000, now));
    assertEquals(Exclusion.QUOTA, capacity.check(9_500, now));
    assertTrue(capacity.tryReserve(100, now) >= 0);
    capacity.release(100, 8_000, now);
    assertEquals(Exclusion.QUOTA, capacity.check(2_000, now));
  }

  @Test
  void aCallThatNoMinuteCouldHoldIsNeverTaken() {
    for (Metering metering : Metering.values()) {
      Capacity capacity = capacity(new CapacityConfig(1_000, -1, -1, metering, 1));
      assertEquals(Exclusion.QUOTA, capacity.check(1_001, ticker.nanoTime()));
      assertNull(capacity.check(1_000, ticker.nanoTime()));
    }
  }

  @Test
  void replicasShareALimit() {
    Capacity capacity = capacity(new CapacityConfig(9_000, -1, 6, Metering.PER_MINUTE, 3));
    assertNull(capacity.check(3_000, ticker.nanoTime()));
    assertEquals(Exclusion.QUOTA, capacity.check(3_001, ticker.nanoTime()));
    assertTrue(capacity.tryReserve(1, ticker.nanoTime()) >= 0);
    assertTrue(capacity.tryReserve(1, ticker.nanoTime()) >= 0);
    assertEquals(Exclusion.CONCURRENCY, capacity.check(1, ticker.nanoTime()));
  }

  @Test
  void placesAreLimitedAndComeBack() {
    Capacity capacity = capacity(new CapacityConfig(-1, -1, 4, Metering.PER_MINUTE, 1));
    long now = ticker.nanoTime();
    for (int i = 0; i < 4; i++) {
      assertEquals(1 - i / 4.0, capacity.headroom(1, now), 1e-9);
      assertTrue(capacity.tryReserve(1, now) >= 0);
    }
    assertEquals(0, capacity.headroom(1, now));
    long answer = capacity.tryReserve(1, now);
    assertTrue(answer < 0);
    assertEquals(Exclusion.CONCURRENCY, Capacity.exclusion(answer));
    assertEquals(4, capacity.inFlight());
    capacity.release(1, 1, now);
    assertNull(capacity.check(1, now));
  }

  @Test
  void aRefusedReservationChangesNothing() {
    Capacity capacity = capacity(new CapacityConfig(1_000, 5, 2, Metering.PER_MINUTE, 1));
    long now = ticker.nanoTime();
    for (int i = 0; i < 10; i++) {
      assertTrue(capacity.tryReserve(1_001, now) < 0);
    }
    assertEquals(0, capacity.inFlight());
    assertNull(capacity.check(1_000, now));
    assertTrue(capacity.tryReserve(1_000, now) >= 0);
  }

  @Test
  void threadsTogetherTakeExactlyTheLimit() throws InterruptedException {
    for (Metering metering : Metering.values()) {
      Capacity capacity = capacity(new CapacityConfig(100_000, -1, -1, metering, 1));
      long now = ticker.nanoTime();
      AtomicLong taken = new AtomicLong();
      Threads.run(
          4,
          thread -> {
            for (int i = 0; i < 50_000; i++) {
              if (capacity.tryReserve(7, now) >= 0) {
                taken.addAndGet(7);
                capacity.release(7, 7, now);
              }
            }
          });
      assertTrue(taken.get() <= 100_000, () -> metering + " took " + taken);
      assertTrue(taken.get() >= 100_000 - 7 * 4, () -> metering + " took " + taken);
    }
  }

  @Test
  void threadsNeverHoldMorePlacesThanThereAre() throws InterruptedException {
    Capacity capacity = capacity(new CapacityConfig(-1, -1, 3, Metering.PER_MINUTE, 1));
    AtomicLong held = new AtomicLong();
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 100_000; i++) {
            if (capacity.tryReserve(1, 0) >= 0) {
              assertTrue(held.incrementAndGet() <= 3);
              held.decrementAndGet();
              capacity.release(1, 1, 0);
            }
          }
        });
    assertEquals(0, capacity.inFlight());
  }

  @Test
  void aClockThatLagsDoesNotOpenTheMinuteAgain() {
    long start = ticker.nanoTime();
    Capacity capacity = capacity(new CapacityConfig(1_000, -1, -1, Metering.PER_MINUTE, 1));
    long next = start + MINUTE_NANOS + 1;
    assertTrue(capacity.tryReserve(1_000, next) >= 0);
    assertTrue(capacity.tryReserve(1_000, start + MINUTE_NANOS - 1) < 0);
    assertTrue(capacity.tryReserve(1, next) < 0);
  }

  @Test
  void aDrainedDeploymentTakesNothingUntilItIsBack() {
    Capacity capacity = capacity(CapacityConfig.UNLIMITED);
    Feed feed = new CapacityFeed(index -> index == 3 ? capacity : null, ticker);
    feed.drained(new DeploymentId("other", 4), true);
    assertNull(capacity.check(1, ticker.nanoTime()));
    DeploymentId id = new DeploymentId("this", 3);
    feed.drained(id, true);
    assertEquals(Exclusion.DRAINED, capacity.check(1, ticker.nanoTime()));
    assertEquals(0, capacity.headroom(1, ticker.nanoTime()));
    assertEquals(Exclusion.DRAINED, Capacity.exclusion(capacity.tryReserve(1, ticker.nanoTime())));
    feed.drained(id, false);
    assertNull(capacity.check(1, ticker.nanoTime()));
    feed.cooldownHint(id, 3_600_000);
    assertEquals(Exclusion.COOLDOWN, capacity.check(1, ticker.nanoTime()));
    assertNull(capacity.check(1, ticker.advanceSeconds(60)));
  }

  @Test
  void whatWasTakenCountsAgainstOtherLimitsToo() {
    for (Metering metering : Metering.values()) {
      Capacity capacity = capacity(new CapacityConfig(10_000, 10, 4, metering, 1));
      long now = ticker.nanoTime();
      assertTrue(capacity.tryReserve(6_000, now) >= 0);
      capacity.configure(new CapacityConfig(8_000, 10, 1, metering, 1));
      assertEquals(Exclusion.CONCURRENCY, capacity.check(1, now), "one is in flight");
      capacity.configure(new CapacityConfig(8_000, 1, 4, metering, 1));
      assertEquals(Exclusion.QUOTA, capacity.check(1, now), "one request was made");
      capacity.configure(new CapacityConfig(8_000, -1, 4, metering, 1));
      assertEquals(Exclusion.QUOTA, capacity.check(2_001, now));
      assertNull(capacity.check(1_990, now));
      capacity.configure(new CapacityConfig(5_000, -1, 4, metering, 1));
      assertEquals(Exclusion.QUOTA, capacity.check(1, now));
      assertNull(capacity.check(1, ticker.advance(2 * MINUTE_NANOS)));
      assertEquals(1, capacity.inFlight());
    }
  }

  @Test
  void theSameLimitsAgainChangeNothing() {
    CapacityConfig config = new CapacityConfig(1_000, 10, 1, Metering.PER_MINUTE, 1);
    Capacity capacity = capacity(config);
    long now = ticker.nanoTime();
    assertTrue(capacity.tryReserve(1_000, now) >= 0);
    for (int i = 0; i < 100; i++) {
      capacity.configure(new CapacityConfig(1_000, 10, 1, Metering.PER_MINUTE, 1));
    }
    capacity.release(1_000, 1, now);
    assertEquals(Exclusion.QUOTA, capacity.check(1, now));
  }

  @Test
  void aDrainAndACooldownOutliveOtherLimits() {
    Capacity capacity = capacity(CapacityConfig.UNLIMITED);
    Feed feed = new CapacityFeed(index -> capacity, ticker);
    DeploymentId id = new DeploymentId("this", 0);
    feed.drained(id, true);
    feed.cooldownHint(id, 60_000);
    capacity.configure(new CapacityConfig(1_000, -1, -1, Metering.PER_MINUTE, 1));
    assertTrue(capacity.isDrained());
    assertEquals(Exclusion.DRAINED, capacity.check(1, ticker.nanoTime()));
    feed.drained(id, false);
    assertEquals(Exclusion.COOLDOWN, capacity.check(1, ticker.nanoTime()));
  }

  @Test
  void nonsenseLimitsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new CapacityConfig(0, -1, -1, Metering.PER_MINUTE, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CapacityConfig(-1, -1, -1, Metering.PER_MINUTE, 0));
  }

  private Capacity capacity(CapacityConfig config) {
    return new Capacity(config, ticker, new SplittableRandom(4));
  }
}
