package dev.isthmus.load.acceptance;

import dev.isthmus.load.generator.LiveSecond;
import dev.isthmus.load.generator.LoadRun;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Waits along a run of load, by its own seconds. Threads: one test. */
final class DrillClock {
  private static final long LATE_SECONDS = 30;

  private final BlockingQueue<LiveSecond> seconds = new LinkedBlockingQueue<>();

  DrillClock(LoadRun load) {
    load.onSecond(seconds::add);
  }

  /** Waits until {@code count} seconds of the run are over. */
  void untilSecond(int count) throws InterruptedException {
    while (next().second() < count - 1) {}
  }

  /** Waits as long as real faults take to be noticed. */
  void pause(Duration time) throws InterruptedException {
    new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Waits until the victim gives at least {@code share} of the answers of {@code window} seconds,
   * and says how long after {@code fromNanos} that was; infinite where it did not happen.
   */
  double secondsUntilShare(double share, int window, long fromNanos) throws InterruptedException {
    seconds.clear();
    double[] victim = new double[window];
    double[] all = new double[window];
    for (int i = 0; i < 2 * LATE_SECONDS + window; i++) {
      LiveSecond second = next();
      victim[i % window] = second.deployments().getOrDefault(DrillStand.VICTIM, 0L);
      all[i % window] = second.ended();
      double part = sum(victim) / Math.max(1, sum(all));
      if (i >= window && part >= share) {
        return (System.nanoTime() - fromNanos) / 1e9;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private LiveSecond next() throws InterruptedException {
    LiveSecond second = seconds.poll(LATE_SECONDS, TimeUnit.SECONDS);
    if (second == null) {
      throw new IllegalStateException("the load has stopped (expected: a line a second)");
    }
    return second;
  }
}
