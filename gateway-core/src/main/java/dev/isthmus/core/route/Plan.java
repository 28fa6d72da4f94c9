package dev.isthmus.core.route;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.resilience.Breaker;
import java.util.Objects;

/**
 * The stops of one call, best first. It keeps its own numbers, because the router's rows belong to
 * the next call as soon as this one is planned. Threads: one event loop.
 */
public final class Plan implements Itinerary {
  private static final double NANOS = 1e9;

  /** Silence shorter than this never moves an attempt. */
  private static final double LEAST_PATIENCE_SECONDS = 10;

  private static final double PATIENCE_P95S = 4;

  /** With nothing else measured, four failures are fewer than this and five are more. */
  private static final double SOUND_FAILURES = 0.1;

  private final Route route;
  private final int[] candidates;
  private final long[] reservedTokens;
  private final long[] expectedNanos;
  private final long[] patienceNanos;
  private final boolean[] relaxed;
  private final long expectedOutputTokens;
  private final boolean panic;

  Plan(Question question, int[] candidates, Prediction[] rows, Decision decision, boolean panic) {
    long nowNanos = question.nowNanos();
    this.route = question.route();
    this.expectedOutputTokens = (long) decision.summary().expectedOutputTokens;
    this.candidates = candidates;
    this.panic = panic;
    relaxed = new boolean[candidates.length];
    reservedTokens = new long[candidates.length];
    expectedNanos = new long[candidates.length];
    patienceNanos = new long[candidates.length];
    for (int stop = 0; stop < candidates.length; stop++) {
      Prediction row = rows[candidates[stop]];
      relaxed[stop] = decision.relaxed(candidates[stop]);
      reservedTokens[stop] = row.reservedTokens;
      expectedNanos[stop] = (long) (row.firstContentSeconds * NANOS);
      patienceNanos[stop] =
          patience(deployment(stop), question.facts().estimatedPromptTokens(), nowNanos);
    }
  }

  @Override
  public int size() {
    return candidates.length;
  }

  public Deployment deployment(int stop) {
    return route.candidates().get(candidates[stop]);
  }

  /** The stop's number among the decision's candidates. */
  public int candidate(int stop) {
    return candidates[stop];
  }

  /** Tokens to hold against the stop's limits. */
  public long reservedTokens(int stop) {
    return reservedTokens[stop];
  }

  /** Whether the stop may be tried although a rule left it out. */
  public boolean relaxed(int stop) {
    return relaxed[stop];
  }

  public long expectedOutputTokens() {
    return expectedOutputTokens;
  }

  /** Whether breakers are passed over, because all that is left is behind one. */
  public boolean panic() {
    return panic;
  }

  @Override
  public boolean sameFate(int stop, int other) {
    Deployment.Place a = deployment(stop).place();
    Deployment.Place b = deployment(other).place();
    return a.provider().equals(b.provider()) && Objects.equals(a.region(), b.region());
  }

  @Override
  public long patienceNanos(int stop) {
    return patienceNanos[stop];
  }

  @Override
  public long expectedFirstContentNanos(int stop) {
    return expectedNanos[stop];
  }

  @Override
  public boolean healthy(int stop) {
    return deployment(stop).live().breaker().state() == Breaker.State.CLOSED;
  }

  @Override
  public boolean sound(int stop, long nowNanos) {
    return healthy(stop)
        && deployment(stop).live().signals().failureProbability(nowNanos) < SOUND_FAILURES;
  }

  private static long patience(Deployment deployment, long promptTokens, long nowNanos) {
    if (deployment.traits().thinking()) {
      return -1;
    }
    double p95 =
        deployment.live().signals().firstContentP95Seconds(nowNanos, (double) promptTokens);
    return (long) (Math.max(PATIENCE_P95S * p95, LEAST_PATIENCE_SECONDS) * NANOS);
  }
}
