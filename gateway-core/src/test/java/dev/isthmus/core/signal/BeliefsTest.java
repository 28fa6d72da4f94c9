package dev.isthmus.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BeliefsTest {
  private static final Failure REFUSED =
      Failure.ofProvider(FailureKind.RATE_LIMITED, Failure.Retry.REFUSED, "too many tokens");

  private final FakeTicker ticker = new FakeTicker();
  private final SplittableRandom random = new SplittableRandom(7);
  private final List<Flight> flights = new ArrayList<>();
  private final Beliefs beliefs = new Beliefs();

  /** To the last bit: what is kept must not change what is decided. */
  @Test
  void whatIsKeptIsWhatTheSignalsSay() {
    DeploymentSignals one = signals();
    DeploymentSignals other = signals();
    Capacity capacity = capacity(CapacityConfig.UNLIMITED);
    int waited = 0;
    int ignored = 0;
    for (int i = 0; i < 100_000; i++) {
      DeploymentSignals signals = random.nextInt(4) == 0 ? other : one;
      something(signals, capacity, i / 300 % 3 == 0);
      // Often the very same moment, often within a tick, and now and then after a long silence.
      ticker.advance(random.nextLong(random.nextInt(50) == 0 ? 9_000_000_000L : 9_000_000) / 3);
      assertSame(signals);
      waited += signals.waitedSeconds(ticker.nanoTime()) > 0.5 ? 1 : 0;
      ignored += signals.ignoredProbability(ticker.nanoTime()) > 0 ? 1 : 0;
    }
    assertTrue(waited > 1_000 && ignored > 100, waited + " waited, " + ignored + " in vain");
  }

  private void assertSame(DeploymentSignals signals) {
    long now = ticker.nanoTime();
    beliefs.look(signals, now);
    assertEquals(signals.cacheHitRatio(now), beliefs.cacheHitRatio());
    assertEquals(signals.tokensPerSecond(now), beliefs.tokensPerSecond());
    assertEquals(signals.baseFirstContentSeconds(), beliefs.usualFirstContentSeconds());
    assertEquals(signals.firstContentSeconds(now, 0), beliefs.firstContentSeconds(signals, now));
    assertEquals(signals.failureProbability(now), beliefs.failureProbability(signals, now));
    assertEquals(signals.promptSeconds(777), beliefs.promptSeconds(777));
  }

  private void something(DeploymentSignals signals, Capacity capacity, boolean hangs) {
    long now = ticker.nanoTime();
    int what = random.nextInt(24);
    if (what == 0) {
      signals.recovered(now);
    } else if (what < 8 && flights.size() < 12) {
      Flight flight = new Flight(signals, capacity);
      flight.departAnyway(random.nextLong(20_000), 0, 100, random.nextInt(5_000) > 0, now);
      flights.add(flight);
    } else if (what < 18 && !hangs && !flights.isEmpty()) {
      happen(what, flights.get(random.nextInt(flights.size())), now);
    }
    flights.removeIf(flight -> !flight.inFlight());
  }

  private void happen(int what, Flight flight, long now) {
    switch (what) {
      case 8 -> flight.failed(Usage.NONE, now);
      case 9 -> flight.refused(REFUSED, LimitReport.NONE, now);
      case 10 -> flight.abandoned(Usage.NONE, now);
      case 11 -> flight.stalled(40, now);
      case 12, 13, 14 -> flight.firstContent(now);
      default -> flight.ended(Usage.reported(900, random.nextLong(900), 0, 80, 0), now);
    }
  }

  /** While a part of every limit is free, no limit is passed: rules need not look again. */
  @Test
  void whereAPartIsFreeNothingIsPassed() {
    int full = 0;
    int free = 0;
    Capacity capacity = capacity(new CapacityConfig(800_000, 500, 9, Metering.PER_MINUTE, 1));
    for (int i = 0; i < 50_000; i++) {
      limited(capacity);
      long now = ticker.advance(random.nextLong(100_000_000));
      long tokens = random.nextLong(20_000);
      double headroom = capacity.headroom(tokens, now);
      assertEquals(capacity.check(tokens, now), capacity.check(headroom, tokens, now));
      full += headroom == 0 ? 1 : 0;
      free += headroom > 0 ? 1 : 0;
    }
    assertTrue(full > 1_000 && free > 1_000, full + " full, " + free + " free");
  }

  private void limited(Capacity capacity) {
    long now = ticker.nanoTime();
    if (random.nextInt(3) == 0 && flights.size() < 9) {
      Flight flight = new Flight(signals(), capacity);
      flight.departAnyway(100, random.nextLong(5_000), 100, true, now);
      flight.limits(report(), now);
      flights.add(flight);
    } else if (!flights.isEmpty()) {
      Flight flight = flights.remove(random.nextInt(flights.size()));
      if (random.nextInt(400) == 0) {
        flight.refused(REFUSED, LimitReport.NONE, now);
      } else {
        flight.ended(Usage.NONE, now);
      }
    }
  }

  private LimitReport report() {
    return random.nextInt(3) > 0
        ? LimitReport.NONE
        : new LimitReport(
            random.nextLong(800_000), 800_000, 900, random.nextLong(500), 500, 900, -1, -1);
  }

  private DeploymentSignals signals() {
    return new DeploymentSignals(SignalPriors.of(0.3, 100), ticker);
  }

  private Capacity capacity(CapacityConfig config) {
    return new Capacity(config, ticker, new SplittableRandom(1));
  }
}
