package dev.isthmus.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.isthmus.core.call.FakeTicker;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Usage;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Neither writing nor reading allocates, once the code is warm. */
class AllocationTest {
  private static final int CALLS = 20_000;
  private static final LimitReport LIMITS =
      new LimitReport(900_000, 1_000_000, -1, 900, 1_000, -1, -1, 0.5);
  private static final Usage USAGE = Usage.reported(1_000, 500, 0, 200, 0);

  private final FakeTicker ticker = new FakeTicker();
  private final DeploymentSignals signals = new DeploymentSignals(SignalPriors.UNKNOWN, ticker);
  private final Capacity capacity =
      new Capacity(
          new CapacityConfig(1_000_000, 1_000, 64, Metering.CONTINUOUS, 1),
          ticker,
          new SplittableRandom(1));
  private final OutputLengths lengths = new OutputLengths(ticker);
  private Flight[] flights = new Flight[0];
  private byte[] planted = new byte[0];

  @Test
  void aFlightAllocatesNothingAfterItsBirth() {
    assertNothingAllocated(this::fly);
  }

  @Test
  void readersAllocateNothing() {
    assertNothingAllocated(this::read);
  }

  @Test
  void theMeasurementSeesAPlantedAllocation() {
    assertTrue(allocated(this::plant) > 0);
  }

  private double plant(int i) {
    planted = new byte[16];
    return i;
  }

  private double fly(int i) {
    Flight flight = flights[i];
    long now = ticker.advanceMillis(7);
    flight.tryDepart(500, 1_200, 200, (i & 1) == 0, now);
    flight.limits(LIMITS, now);
    now = ticker.advanceMillis(3);
    if (i % 7 != 0) {
      flight.firstContent(now);
    }
    if (i % 5 == 0) {
      flight.failed(USAGE, now);
    } else if (i % 11 == 0) {
      flight.abandoned(USAGE, now);
    } else {
      flight.ended(USAGE, now);
      lengths.add(USAGE.output());
    }
    return 0;
  }

  private double read(int i) {
    long now = ticker.advanceMillis(1);
    double sum = signals.firstContentSeconds(now, i) + signals.firstContentP95Seconds(now, i);
    sum += signals.tokensPerSecond(now) + signals.failureProbability(now);
    sum += signals.breakProbability(now) + signals.cacheHitRatio(now) + signals.inFlight();
    sum += capacity.headroom(i, now) + capacity.utilisation(now);
    sum += capacity.check(i, now) == null ? 1 : 0;
    return sum + lengths.mean(i) + lengths.p90(i);
  }

  private void assertNothingAllocated(IntToDoubleFunction work) {
    // The compiler may allocate for its own ends while it works: of a few rounds one is clean.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 10 && least > 0; round++) {
      flights = new Flight[CALLS];
      for (int i = 0; i < CALLS; i++) {
        flights[i] = new Flight(signals, capacity);
      }
      least = Math.min(least, allocated(work));
    }
    assertEquals(0, least);
  }

  private long allocated(IntToDoubleFunction work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    double sum = planted.length;
    for (int i = 0; i < CALLS; i++) {
      sum += work.applyAsDouble(i);
    }
    long after = threads.getCurrentThreadAllocatedBytes();
    // The figures are used, so that nobody optimises their computation away.
    assertTrue(Double.isFinite(sum));
    return after - before;
  }
}
