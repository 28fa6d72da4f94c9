package dev.isthmus.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Usage;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class DeploymentSignalsTest {
  private static final Failure REFUSED =
      Failure.ofProvider(FailureKind.RATE_LIMITED, Failure.Retry.REFUSED, "too many tokens");

  private final FakeTicker ticker = new FakeTicker();
  private final DeploymentSignals signals = new DeploymentSignals(SignalPriors.of(0.5, 50), ticker);
  private final Capacity capacity =
      new Capacity(CapacityConfig.UNLIMITED, ticker, new SplittableRandom(1));

  @Test
  void beforeAnythingWasMeasuredThePriorsHold() {
    long now = ticker.nanoTime();
    assertEquals(0.5, signals.firstContentSeconds(now, 0), 1e-6);
    assertEquals(1.5, signals.firstContentSeconds(now, 20_000), 1e-6);
    assertEquals(50, signals.tokensPerSecond(now), 1e-3);
    assertEquals(0.02, signals.failureProbability(now), 1e-9);
    assertEquals(0, signals.breakProbability(now));
    assertEquals(0, signals.cacheHitRatio(now));
    assertEquals(0, signals.inFlight());
  }

  @Test
  void aFewSamplesUnlearnAWrongPrior() {
    for (int i = 0; i < 10; i++) {
      stream(0.1, 100, 0.5);
    }
    assertEquals(0.1, signals.firstContentSeconds(ticker.nanoTime(), 0), 0.06);
    // The plain mean of times per token, the prior's among them.
    double expected = 11 / (1 / 50.0 + 10 / 200.0);
    assertEquals(expected, signals.tokensPerSecond(ticker.nanoTime()), 2);
  }

  @Test
  void whatALongPromptAddsIsNotTheDeploymentsFault() {
    for (int i = 0; i < 60; i++) {
      Flight flight = flight();
      flight.tryDepart(40_000, 0, 100, true, ticker.nanoTime());
      flight.firstContent(ticker.advanceSeconds(2.5));
      flight.ended(Usage.reported(40_000, 0, 0, 100, 0), ticker.advanceSeconds(2));
    }
    assertEquals(0.5, signals.firstContentSeconds(ticker.nanoTime(), 0), 0.01);
    assertEquals(2.5, signals.firstContentSeconds(ticker.nanoTime(), 40_000), 0.01);
  }

  @Test
  void slownessShowsSoonAndIsForgivenSlowly() {
    for (int i = 0; i < 100; i++) {
      stream(0.5, 50, 0.5);
    }
    for (int i = 0; i < 4; i++) {
      stream(4, 50, 0.5);
    }
    assertTrue(signals.firstContentSeconds(ticker.nanoTime(), 0) > 3);
    stream(0.5, 50, 0.5);
    assertTrue(signals.firstContentSeconds(ticker.nanoTime(), 0) > 2.5);
    assertEquals(0.5, signals.baseFirstContentSeconds(), 0.2);
  }

  @Test
  void theEstimateDoesNotDependOnHowBusyItIs() {
    DeploymentSignals busy = new DeploymentSignals(SignalPriors.of(0.5, 50), ticker);
    long seed = 5;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    double calmSum = 0;
    double busySum = 0;
    for (int i = 0; i < 20_000; i++) {
      long now = ticker.advanceMillis(50);
      busy.firstContentTook(Math.exp(0.5 * random.nextGaussian()), now);
      if (i % 20 == 0) {
        signals.firstContentTook(Math.exp(0.5 * random.nextGaussian()), now);
      }
      calmSum += signals.firstContentSeconds(now, 0);
      busySum += busy.firstContentSeconds(now, 0);
    }
    assertEquals(1, busySum / calmSum, 0.15, () -> "seed=" + seed);
  }

  @Test
  void aHangIsSeenBeforeAnythingEnds() {
    for (int i = 0; i < 20; i++) {
      stream(0.3, 50, 0.5);
    }
    for (int i = 0; i < 5; i++) {
      flight().tryDepart(0, 0, 100, true, ticker.nanoTime());
    }
    long now = ticker.advanceSeconds(4);
    assertEquals(5, signals.waiting());
    assertEquals(4, signals.firstContentSeconds(now, 0), 0.01);
  }

  @Test
  void whileNobodyIsAnsweredThoseWhoWaitCountAsFailures() {
    for (int i = 0; i < 20; i++) {
      stream(0.3, 50, 0.5);
    }
    Flight first = flight();
    first.tryDepart(0, 0, 100, true, ticker.nanoTime());
    for (int i = 0; i < 4; i++) {
      flight().tryDepart(0, 0, 100, true, ticker.nanoTime());
    }
    assertEquals(1.0 / 70, signals.failureProbability(ticker.advanceMillis(200)), 0.01);
    assertEquals(5.0 / 6, signals.failureProbability(ticker.advanceSeconds(2)), 1e-9);
    first.firstContent(ticker.nanoTime());
    assertEquals(1.0 / 70, signals.failureProbability(ticker.nanoTime()), 0.01);
  }

  @Test
  void threeWhoWaitMayBeAnAccident() {
    for (int i = 0; i < 3; i++) {
      flight().tryDepart(0, 0, 100, true, ticker.nanoTime());
    }
    assertEquals(0.02, signals.failureProbability(ticker.advanceSeconds(9)), 1e-9);
  }

  @Test
  void answersInOnePieceAreSilentForAsLongAsTheyAreLong() {
    for (int i = 0; i < 5; i++) {
      flight().tryDepart(0, 0, 100, false, ticker.nanoTime());
    }
    assertEquals(0.02, signals.failureProbability(ticker.advanceSeconds(9)), 1e-9);
  }

  @Test
  void whatIsForgivenForSilenceIsTriedByOneAtATime() {
    for (int i = 0; i < 60; i++) {
      stream(0.5, 50, 0.5);
    }
    for (int i = 0; i < 8; i++) {
      stream(4, 50, 0.5);
    }
    double forgiven = signals.firstContentSeconds(ticker.advanceSeconds(120), 0);
    assertTrue(forgiven < 2, () -> "forgiven: " + forgiven);

    Flight scout = flight();
    scout.tryDepart(0, 0, 100, true, ticker.nanoTime());
    assertTrue(signals.firstContentSeconds(ticker.nanoTime(), 0) > 3);
    scout.firstContent(ticker.advanceSeconds(0.5));
    assertEquals(0.5, signals.firstContentSeconds(ticker.nanoTime(), 0), 0.4);
  }

  @Test
  void anAnswerInOnePieceMayTakeItsDecodingTime() {
    for (int i = 0; i < 10; i++) {
      flight().tryDepart(0, 0, 200, false, ticker.nanoTime());
    }
    assertEquals(0.5, signals.firstContentSeconds(ticker.advanceSeconds(4), 0), 0.05);
    assertEquals(4, signals.firstContentSeconds(ticker.advanceSeconds(4), 0), 0.05);
  }

  @Test
  void answersInOnePieceTeachTheirTotal() {
    for (int i = 0; i < 200; i++) {
      Flight flight = flight();
      flight.tryDepart(0, 0, 200, false, ticker.nanoTime());
      flight.firstContent(ticker.advanceSeconds(9));
      flight.ended(Usage.reported(10, 0, 0, 200, 0), ticker.nanoTime());
    }
    long now = ticker.nanoTime();
    double total = signals.firstContentSeconds(now, 0) + 200 / signals.tokensPerSecond(now);
    assertEquals(9, total, 0.1);
  }

  @Test
  void withoutSamplesBadMemoriesFade() {
    for (int i = 0; i < 60; i++) {
      stream(0.5, 50, 0.5);
    }
    for (int i = 0; i < 5; i++) {
      stream(8, 50, 0.5);
    }
    double base = signals.baseFirstContentSeconds();
    double bad = signals.firstContentSeconds(ticker.nanoTime(), 0);
    double later = signals.firstContentSeconds(ticker.advanceSeconds(60), 0);
    assertEquals(base + (bad - base) / 2, later, 0.1);
    assertEquals(base, signals.firstContentSeconds(ticker.advanceSeconds(1200), 0), 0.01);
  }

  @Test
  void theP95BoundHoldsForMostAndNotForAll() {
    long seed = 11;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int over = 0;
    for (int i = 0; i < 5_000; i++) {
      double seconds = Math.exp(0.5 * random.nextGaussian());
      if (i > 500 && seconds > signals.firstContentP95Seconds(ticker.nanoTime(), 0)) {
        over++;
      }
      stream(seconds, 50, 0.2);
    }
    int exceeded = over;
    assertTrue(over > 0 && over < 0.05 * 4_500, () -> "seed=" + seed + " over=" + exceeded);
  }

  /** Else the longer one is waited for in vain, the longer the next would be waited for. */
  @Test
  void whoIsWaitedForInVainMakesNobodyMorePatient() {
    for (int i = 0; i < 300; i++) {
      stream(0.4 + 0.01 * (i % 20), 50, 0.2);
    }
    double before = signals.firstContentP95Seconds(ticker.nanoTime(), 0);
    for (int i = 0; i < 10; i++) {
      Flight hangs = flight();
      hangs.tryDepart(0, 0, 1, true, ticker.nanoTime());
      hangs.failed(Usage.NONE, ticker.advanceSeconds(15));
      for (int j = 0; j < 5; j++) {
        stream(0.5, 50, 0.2);
      }
    }
    assertTrue(signals.firstContentP95Seconds(ticker.nanoTime(), 0) <= before + 0.05);
  }

  /** As where each silent attempt loses to another that runs beside it. */
  @Test
  void whoWasGivenUpInVainSaysThatItHangs() {
    for (int i = 0; i < 20; i++) {
      stream(0.3, 50, 0.5);
    }
    for (int i = 0; i < 3; i++) {
      Flight loser = flight();
      loser.tryDepart(0, 0, 1, true, ticker.nanoTime());
      loser.abandoned(Usage.NONE, ticker.advanceSeconds(2));
    }
    assertTrue(signals.failureProbability(ticker.nanoTime()) > 0.9);
    stream(0.3, 50, 0.5);
    assertTrue(signals.failureProbability(ticker.nanoTime()) < 0.02, "nothing had failed");
  }

  @Test
  void whoHangsUpSoonSaysNothing() {
    for (int i = 0; i < 20; i++) {
      stream(0.3, 50, 0.5);
    }
    for (int i = 0; i < 30; i++) {
      Flight caller = flight();
      caller.tryDepart(0, 0, 1, true, ticker.nanoTime());
      caller.abandoned(Usage.NONE, ticker.advanceMillis(200));
    }
    assertTrue(signals.failureProbability(ticker.nanoTime()) < 0.02);
  }

  @Test
  void failuresCountAndFade() {
    for (int i = 0; i < 50; i++) {
      Flight flight = flight();
      flight.tryDepart(0, 0, 1, true, ticker.nanoTime());
      flight.failed(Usage.NONE, ticker.nanoTime());
    }
    assertEquals(0.99, signals.failureProbability(ticker.nanoTime()), 0.01);
    stream(0.1, 100, 0);
    assertEquals(51 / 101.0, signals.failureProbability(ticker.nanoTime()), 0.01);
    assertEquals(0.02, signals.failureProbability(ticker.advanceSeconds(600)), 1e-3);
    assertEquals(0, signals.inFlight());
  }

  /** One failure in fifty is usual; two in a row are hardly chance, three are none. */
  @Test
  void failuresInARowSayMoreThanTheirNumber() {
    for (int i = 0; i < 20; i++) {
      stream(0.1, 100, 0.5);
    }
    double usual = signals.failureProbability(ticker.nanoTime());
    fails();
    double one = signals.failureProbability(ticker.nanoTime());
    fails();
    double two = signals.failureProbability(ticker.nanoTime());
    fails();
    double three = signals.failureProbability(ticker.nanoTime());
    assertTrue(usual < 0.02 && one > 0.1 && one < 0.5, one + " after one");
    assertTrue(two > 0.9 && three > 0.99, two + " and " + three);
    stream(0.1, 100, 0.5);
    assertTrue(signals.failureProbability(ticker.nanoTime()) < 0.06, "an answer ends the row");
  }

  /** Of what fails half of the time a row says little. */
  @Test
  void whereFailuresAreUsualARowIsChance() {
    for (int i = 0; i < 200; i++) {
      fails();
      stream(0.1, 100, 0.1);
    }
    fails();
    fails();
    assertEquals(0.5, signals.failureProbability(ticker.nanoTime()), 0.12);
  }

  @Test
  void silenceForgetsARowButOnlyWhileNobodyWaits() {
    for (int i = 0; i < 3; i++) {
      fails();
    }
    assertTrue(signals.failureProbability(ticker.advanceSeconds(40)) < 0.3);
    Flight waits = flight();
    waits.tryDepart(0, 0, 1, true, ticker.nanoTime());
    assertTrue(signals.failureProbability(ticker.nanoTime()) > 0.9, "one at a time tries it");
    waits.abandoned(Usage.NONE, ticker.nanoTime());
    assertTrue(signals.failureProbability(ticker.nanoTime()) < 0.3);
  }

  @Test
  void aRowIsOverWhenItsBreakerHasClosed() {
    fails();
    fails();
    signals.recovered(ticker.nanoTime());
    assertEquals(0.02, signals.failureProbability(ticker.nanoTime()), 1e-9);
  }

  private void fails() {
    Flight flight = flight();
    flight.tryDepart(0, 0, 1, true, ticker.nanoTime());
    flight.failed(Usage.NONE, ticker.nanoTime());
  }

  @Test
  void aBrokenAnswerIsCountedApart() {
    for (int i = 0; i < 50; i++) {
      Flight flight = flight();
      flight.tryDepart(0, 0, 1, true, ticker.nanoTime());
      flight.firstContent(ticker.nanoTime());
      flight.failed(Usage.estimated(5, 5), ticker.nanoTime());
    }
    assertEquals(0.01, signals.failureProbability(ticker.nanoTime()), 1e-3);
    assertEquals(0.5, signals.breakProbability(ticker.nanoTime()), 1e-3);
  }

  @Test
  void aRefusalIsNoFailure() {
    Flight flight = flight();
    flight.tryDepart(0, 0, 1, true, ticker.nanoTime());
    Cooling cooling = flight.refused(REFUSED, LimitReport.NONE, ticker.advanceSeconds(0.1));
    assertEquals(Cooling.COOLED, cooling);
    assertEquals(0.02, signals.failureProbability(ticker.nanoTime()), 1e-6);
    assertEquals(1, signals.rateLimits(ticker.nanoTime()), 1e-6);
  }

  @Test
  void aLostRaceSaysThatItWouldHaveTakenLonger() {
    Flight flight = flight();
    flight.tryDepart(0, 0, 1, true, ticker.nanoTime());
    flight.abandoned(Usage.NONE, ticker.advanceSeconds(6));
    assertTrue(signals.firstContentSeconds(ticker.nanoTime(), 0) > 4);
    assertEquals(0.216, signals.failureProbability(ticker.nanoTime()), 1e-3, "one of a row");
    stream(0.3, 50, 0.5);
    assertEquals(0.02, signals.failureProbability(ticker.nanoTime()), 1e-3, "but no failure");
  }

  @Test
  void cachedPartsAreLearnedFromReportedUsage() {
    for (int i = 0; i < 20; i++) {
      Flight flight = flight();
      flight.tryDepart(0, 0, 1, true, ticker.nanoTime());
      flight.firstContent(ticker.nanoTime());
      flight.ended(Usage.reported(1_000, 600, 0, 1, 0), ticker.advanceSeconds(300));
    }
    assertEquals(0.6, signals.cacheHitRatio(ticker.nanoTime()), 0.01);
    assertEquals(0.3, signals.cacheHitRatio(ticker.advanceSeconds(300)), 0.01);
  }

  @Test
  void aFlightDepartsOnceAndEndsOnce() {
    Flight flight = flight();
    flight.ended(Usage.NONE, ticker.nanoTime());
    assertEquals(0, signals.inFlight());
    assertNull(flight.tryDepart(0, 100, 1, true, ticker.nanoTime()));
    assertTrue(flight.inFlight());
    assertThrows(
        IllegalStateException.class, () -> flight.tryDepart(0, 100, 1, true, ticker.nanoTime()));
    assertEquals(1, signals.inFlight());
    assertEquals(1, capacity.inFlight());
    flight.firstContent(ticker.nanoTime());
    flight.firstContent(ticker.nanoTime());
    flight.ended(Usage.NONE, ticker.nanoTime());
    flight.failed(Usage.NONE, ticker.nanoTime());
    flight.abandoned(Usage.NONE, ticker.nanoTime());
    assertEquals(Cooling.UNCHANGED, flight.refused(REFUSED, LimitReport.NONE, ticker.nanoTime()));
    assertFalse(flight.inFlight());
    assertEquals(0, signals.inFlight());
    assertEquals(0, signals.waiting());
    assertEquals(0, capacity.inFlight());
  }

  @Test
  void whateverHappensInWhateverOrderNothingStaysInFlight() throws InterruptedException {
    long seed = 12;
    Threads.run(
        4,
        thread -> {
          RandomGenerator random =
              RandomGeneratorFactory.of("L64X128MixRandom").create(seed + thread);
          for (int i = 0; i < 20_000; i++) {
            Flight flight = flight();
            flight.departAnyway(5, 100, 10, random.nextBoolean(), i * 1_000_000L);
            for (int event = 0; event < 4; event++) {
              happen(flight, random.nextInt(6), i * 1_000_000L + event);
            }
            flight.abandoned(Usage.NONE, i * 1_000_000L);
          }
        });
    assertEquals(0, signals.inFlight(), () -> "seed=" + seed);
    assertEquals(0, signals.waiting(), () -> "seed=" + seed);
    assertEquals(0, capacity.inFlight(), () -> "seed=" + seed);
  }

  private static void happen(Flight flight, int event, long now) {
    switch (event) {
      case 0 -> flight.firstContent(now);
      case 1 -> flight.ended(Usage.reported(10, 5, 0, 30, 0), now);
      case 2 -> flight.failed(Usage.NONE, now);
      case 3 -> flight.refused(REFUSED, LimitReport.NONE, now);
      case 4 -> flight.abandoned(Usage.NONE, now);
      default -> flight.limits(LimitReport.NONE, now);
    }
  }

  private void stream(double firstSeconds, long tokens, double decodeSeconds) {
    Flight flight = flight();
    flight.tryDepart(0, 0, tokens, true, ticker.nanoTime());
    flight.firstContent(ticker.advanceSeconds(firstSeconds));
    flight.ended(Usage.reported(10, 0, 0, tokens, 0), ticker.advanceSeconds(decodeSeconds));
  }

  private Flight flight() {
    return new Flight(signals, capacity);
  }
}
