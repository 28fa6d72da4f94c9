package dev.isthmus.core.route;

import dev.isthmus.core.resilience.Breaker;

/**
 * The stops of one call, best first. It keeps its own numbers, because the router's rows belong to
 * the next call as soon as this one is planned. Threads: one event loop.
 */
public final class Plan implements Itinerary {
  private static final double NANOS = 1e9;

  /** Silence shorter than this never moves an attempt. */
  private static final double LEAST_PATIENCE_SECONDS = 10;

  private static final double PATIENCE_P95S = 4;

  private final Route route;
  private final int[] candidates;
  private final long[] reservedTokens;
  private final long[] expectedNanos;
  private final long[] patienceNanos;
  private final boolean panic;

  Plan(Route route, int[] candidates, Prediction[] rows, long nowNanos, boolean panic) {
    this.route = route;
    this.candidates = candidates;
    this.panic = panic;
    reservedTokens = new long[candidates.length];
    expectedNanos = new long[candidates.length];
    patienceNanos = new long[candidates.length];
    for (int stop = 0; stop < candidates.length; stop++) {
      Prediction row = rows[candidates[stop]];
      reservedTokens[stop] = row.reservedTokens;
      expectedNanos[stop] = (long) (row.firstContentSeconds * NANOS);
      patienceNanos[stop] = patience(deployment(stop), nowNanos);
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

  /** Whether breakers are passed over, because all that is left is behind one. */
  public boolean panic() {
    return panic;
  }

  @Override
  public boolean sameFate(int stop, int other) {
    Deployment.Place a = deployment(stop).place();
    Deployment.Place b = deployment(other).place();
    return a.provider().equals(b.provider()) && a.region().equals(b.region());
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

  private static long patience(Deployment deployment, long nowNanos) {
    if (deployment.traits().thinking()) {
      return -1;
    }
    double p95 = deployment.live().signals().firstContentP95Seconds(nowNanos);
    return (long) (Math.max(PATIENCE_P95S * p95, LEAST_PATIENCE_SECONDS) * NANOS);
  }
}
