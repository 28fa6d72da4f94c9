package dev.isthmus.server.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one process takes on at most.
 *
 * @param eventLoops null: min(4, processors)
 * @param transport null: the first that the system allows
 * @param replicas gateways that share the deployments' quotas
 * @param drain how it ends
 * @param overload when it turns work away
 * @param patience how long callers may take
 */
public record LimitsConfig(
    long bodyBytes,
    long heldBodiesBytes,
    int connections,
    @Nullable Integer eventLoops,
    @Nullable Transport transport,
    Drain drain,
    int replicas,
    Overload overload,
    Patience patience) {

  /** How sockets are watched. */
  public enum Transport {
    IO_URING,
    EPOLL,
    NIO
  }

  /**
   * How a process ends that was told to.
   *
   * @param delay how long new calls are still taken
   * @param grace how long calls may finish after it
   */
  public record Drain(Duration delay, Duration grace) {
    public Drain {
      if (delay.isNegative() || grace.isNegative()) {
        throw new IllegalArgumentException(
            "drain_delay: " + delay + ", drain: " + grace + " (expected: >= 0)");
      }
    }
  }

  /**
   * When a process turns work away.
   *
   * @param calls under way at the same time
   * @param connectionsPerAddress of the connections; null: four fifths
   * @param loopTurn an event loop that takes longer to come round takes fewer new calls
   */
  public record Overload(int calls, @Nullable Integer connectionsPerAddress, Duration loopTurn) {
    public Overload {
      if (calls <= 0) {
        throw new IllegalArgumentException("calls: " + calls + " (expected: > 0)");
      }
      positive("loop_turn", loopTurn);
    }
  }

  /**
   * How long callers may take.
   *
   * @param head until the head of a request is whole
   * @param bodyGrace until a body must come at 1 KiB/s
   * @param keepAlive between two requests
   * @param writeStall without reading anything of an answer
   */
  public record Patience(
      Duration head, Duration bodyGrace, Duration keepAlive, Duration writeStall) {
    public Patience {
      positive("head_timeout", head);
      positive("body_grace", bodyGrace);
      positive("keep_alive", keepAlive);
      positive("write_stall", writeStall);
    }
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
    Integer perAddress = overload.connectionsPerAddress();
    if (perAddress != null && perAddress > connections) {
      throw new IllegalArgumentException(
          "connections_per_address: "
              + perAddress
              + " (expected: at most connections, "
              + connections
              + ")");
    }
  }

  private static void positive(String field, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          field + ": " + Formats.duration(value) + " (expected: above zero)");
    }
  }
}
