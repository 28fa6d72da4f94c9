package dev.isthmus.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.Usage;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecoveredSignalsTest {
  private static final double USUAL = 0.3;
  private static final double PRIOR = 1.0 / 50;

  private final FakeTicker ticker = new FakeTicker();
  private final DeploymentSignals signals =
      new DeploymentSignals(SignalPriors.of(USUAL, 100), ticker);
  private final Capacity capacity = new Capacity(CapacityConfig.UNLIMITED, ticker, new Random(1));

  @Test
  void whatWasMeasuredWhileItFailedIsForgotten() {
    for (int i = 0; i < 100; i++) {
      Flight flight = new Flight(signals, capacity);
      flight.departAnyway(1, 1, 1, true, ticker.nanoTime());
      ticker.advanceSeconds(10);
      flight.failed(Usage.NONE, ticker.nanoTime());
    }
    assertTrue(signals.failureProbability(ticker.nanoTime()) > PRIOR);
    assertTrue(signals.firstContentSeconds(ticker.nanoTime(), 0) > 5);

    signals.recovered(ticker.nanoTime());

    assertEquals(PRIOR, signals.failureProbability(ticker.nanoTime()), 1e-9);
    assertEquals(USUAL, signals.firstContentSeconds(ticker.nanoTime(), 0), 0.01);
  }

  @Test
  void aDeploymentThatHangsDoesNotMakeItsCallersMorePatient() {
    double usual = signals.firstContentP95Seconds(ticker.nanoTime(), 0);
    for (int i = 0; i < 100; i++) {
      new Flight(signals, capacity).departAnyway(1, 1, 1, true, ticker.nanoTime());
    }
    ticker.advanceSeconds(9);
    assertTrue(signals.firstContentSeconds(ticker.nanoTime(), 0) > 8);
    assertEquals(usual, signals.firstContentP95Seconds(ticker.nanoTime(), 0), 0.01);
  }

  @Test
  void goodMeasurementsStay() {
    for (int i = 0; i < 100; i++) {
      Flight flight = new Flight(signals, capacity);
      flight.departAnyway(1, 1, 1, true, ticker.nanoTime());
      ticker.advanceMillis(100);
      flight.firstContent(ticker.nanoTime());
      flight.ended(Usage.reported(1, 0, 0, 1, 0), ticker.nanoTime());
    }
    double fast = signals.firstContentSeconds(ticker.nanoTime(), 0);
    signals.recovered(ticker.nanoTime());
    assertTrue(signals.firstContentSeconds(ticker.nanoTime(), 0) <= fast + 0.01);
  }
}
