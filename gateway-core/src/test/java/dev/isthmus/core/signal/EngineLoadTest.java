package dev.isthmus.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.call.FakeTicker;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class EngineLoadTest {
  private static final DeploymentId ID = new DeploymentId("mine", 0);
  private static final EngineLimits LIMITS = new EngineLimits(5, 0.8, TimeUnit.SECONDS.toNanos(3));

  private final FakeTicker ticker = new FakeTicker();
  private final Capacity capacity = new Capacity(CapacityConfig.UNLIMITED, ticker, new Random(1));
  private final Feed feed = new CapacityFeed(index -> capacity, ticker);

  @Test
  void theFullerOfQueueAndCacheSaysHowFullItIs() {
    says(1, 8, 0.2);
    assertEquals(0.25, capacity.saturation(now()), 1e-9);
    says(4, 8, 0.2);
    assertEquals(0.8, capacity.saturation(now()), 1e-9);
    assertEquals(0.2, capacity.headroom(0, now()), 1e-9);
    says(0, 8, 0.88);
    assertEquals(1.1, capacity.saturation(now()), 1e-9);
    assertEquals(0, capacity.headroom(0, now()));
    // It takes calls nevertheless: whether it is asked is for routing to say.
    assertNull(capacity.check(1, now()));
  }

  @Test
  void aDeploymentThatNobodyProbesHasNoLoad() {
    assertEquals(0, capacity.saturation(now()));
    assertEquals(0, capacity.callsAhead(now()));
    assertEquals(1, capacity.headroom(0, now()));
    assertFalse(capacity.engine().isFresh(now()));
  }

  @Test
  void anOldReportIsNone() {
    says(50, 5, 1);
    ticker.advance(LIMITS.holdsNanos());
    assertEquals(10, capacity.saturation(now()), 1e-9);
    ticker.advance(1);
    assertEquals(0, capacity.saturation(now()));
    assertEquals(0, capacity.callsAhead(now()));
    assertEquals(1, capacity.headroom(0, now()));
    assertEquals(50, capacity.engine().report().waiting());
  }

  @Test
  void callsOfOursThatCameSinceWaitTooWhereCallsWait() {
    says(2, 4, 0.1);
    assertEquals(0.5, capacity.callsAhead(now()), 1e-9);
    capacity.reserve(1, now());
    capacity.reserve(1, now());
    assertEquals(1, capacity.callsAhead(now()), 1e-9);
    assertEquals(0.8, capacity.saturation(now()), 1e-9);
    says(0, 4, 0.1);
    capacity.reserve(1, now());
    assertEquals(0, capacity.callsAhead(now()));
  }

  @Test
  void anEngineThatDoesNotSayWhatRunsRunsWhatWeSentAndDoesNotWait() {
    for (int i = 0; i < 10; i++) {
      capacity.reserve(1, now());
    }
    says(6, Double.NaN, Double.NaN);
    assertEquals(1.5, capacity.callsAhead(now()), 1e-9);
    says(60, Double.NaN, Double.NaN);
    assertEquals(60, capacity.callsAhead(now()), 1e-9);
  }

  @Test
  void whatMakesNoSenseIsNotSaid() {
    EngineReport odd = new EngineReport(-1, Double.NEGATIVE_INFINITY, -0.1);
    assertFalse(odd.isTelling());
    EngineReport huge = new EngineReport(Double.POSITIVE_INFINITY, 1e300, 7);
    assertEquals(1, huge.kvUse());
    assertTrue(huge.waiting() <= 1e6 && huge.running() <= 1e6);
    feed.engine(ID, new EngineReport(Double.NaN, 3, Double.NaN), LIMITS);
    assertEquals(0, capacity.saturation(now()));
    assertThrows(IllegalArgumentException.class, () -> new EngineLimits(0, 0.8, 1));
    assertThrows(IllegalArgumentException.class, () -> new EngineLimits(5, 1.1, 1));
    assertThrows(IllegalArgumentException.class, () -> new EngineLimits(5, Double.NaN, 1));
  }

  private void says(double waiting, double running, double kvUse) {
    feed.engine(ID, new EngineReport(waiting, running, kvUse), LIMITS);
  }

  private long now() {
    return ticker.nanoTime();
  }
}
