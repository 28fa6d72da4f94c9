package dev.isthmus.server.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one process takes on at most.
 *
 * @param eventLoops null: min(4, processors)
 * @param transport null: the usual one, epoll or NIO
 * @param replicas gateways that share the deployments' quotas
 */
public record LimitsConfig(
    long bodyBytes,
    long heldBodiesBytes,
    int connections,
    @Nullable Integer eventLoops,
    @Nullable Transport transport,
    Duration drain,
    int replicas) {

  /** How sockets are watched. */
  public enum Transport {
    IO_URING,
    EPOLL,
    NIO
  }

  /** Limits with the usual transport. */
  public LimitsConfig(
      long bodyBytes,
      long heldBodiesBytes,
      int connections,
      @Nullable Integer eventLoops,
      Duration drain,
      int replicas) {
    this(bodyBytes, heldBodiesBytes, connections, eventLoops, null, drain, replicas);
  }

  public LimitsConfig {
    if (bodyBytes <= 0) {
      throw new IllegalArgumentException("body: " + bodyBytes + " (expected: > 0)");
    }
    if (heldBodiesBytes < bodyBytes) {
      throw new IllegalArgumentException(
          "held_bodies: "
              + heldBodiesBytes
              + " bytes (expected: at least body, "
              + bodyBytes
              + ")");
    }
    if (connections <= 0 || replicas <= 0) {
      throw new IllegalArgumentException(
          "connections: " + connections + ", replicas: " + replicas + " (expected: > 0)");
    }
    if (drain.isNegative()) {
      throw new IllegalArgumentException("drain: " + drain + " (expected: >= 0)");
    }
  }
}
