package dev.isthmus.server.upstream;

import java.time.Duration;

/**
 * Bounds of the connections that one event loop keeps to one address.
 *
 * @param idleTimeout how long an unused connection stays open; below what providers allow, so that
 *     we close first and never write into a connection that is about to go
 * @param maxConnections connections in all, opening ones included
 * @param maxSpares connections opened ahead of need when the last idle one is taken
 * @param warmFor how long after its last call an address still keeps one idle connection
 */
public record PoolConfig(
    Duration idleTimeout, int maxConnections, int maxSpares, Duration warmFor) {

  public static final PoolConfig DEFAULT =
      new PoolConfig(Duration.ofSeconds(50), 1_024, 1, Duration.ofMinutes(10));

  /** The usual bounds, but for {@code connections} in all. */
  public static PoolConfig upTo(int connections) {
    return new PoolConfig(
        DEFAULT.idleTimeout,
        connections,
        Math.min(DEFAULT.maxSpares, connections),
        DEFAULT.warmFor);
  }

  public PoolConfig {
    if (idleTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("idleTimeout: " + idleTimeout + " (expected: >= 1 s)");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException("maxConnections: " + maxConnections + " (expected: >= 1)");
    }
    if (maxSpares < 0 || maxSpares > maxConnections) {
      throw new IllegalArgumentException(
          "maxSpares: " + maxSpares + " (expected: 0 to maxConnections)");
    }
    if (warmFor.isNegative()) {
      throw new IllegalArgumentException("warmFor: " + warmFor + " (expected: >= 0)");
    }
  }
}
