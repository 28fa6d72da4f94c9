package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How fast a deployment writes once it has begun.
 *
 * <p>Shape: averages the time per token and not the tokens per time, because an answer's duration
 * is a sum of the former. Recent over 60 s; without samples it drifts to the habit of ten minutes.
 * Threads: any; no lock, no allocation.
 */
final class DecodeSpeed {
  /** Shorter answers say more about the network's batches than about the model. */
  private static final long LEAST_TOKENS = 20;

  private static final double RECENT_SECONDS = 60;
  private static final double BASE_SECONDS = 600;
  private static final HalfLife AGING = new HalfLife(60);
  private static final int FIRST_SAMPLES = 16;
  private static final double LEAST_SECONDS_PER_TOKEN = 1e-5;
  private static final double MOST_SECONDS_PER_TOKEN = 10;

  private final PackedEwma recent;
  private final PackedEwma base;
  private final AtomicInteger samples = new AtomicInteger();

  DecodeSpeed(double priorTokensPerSecond, long nowNanos) {
    recent = new PackedEwma(RECENT_SECONDS, 1 / priorTokensPerSecond, nowNanos);
    base = new PackedEwma(BASE_SECONDS, 1 / priorTokensPerSecond, nowNanos);
  }

  @HotPath
  void sample(long tokens, double seconds, long nowNanos) {
    if (tokens < LEAST_TOKENS) {
      return;
    }
    int before = samples.get();
    double leastGain = 0;
    if (before < FIRST_SAMPLES) {
      samples.incrementAndGet();
      leastGain = 1.0 / (before + 2);
    }
    double perToken =
        Math.min(MOST_SECONDS_PER_TOKEN, Math.max(LEAST_SECONDS_PER_TOKEN, seconds / tokens));
    recent.add(perToken, leastGain, nowNanos);
    base.add(perToken, leastGain, nowNanos);
  }

  @HotPath
  double secondsPerToken(long nowNanos) {
    return recent.agedTowards(base.value(), AGING, nowNanos);
  }
}
