package dev.isthmus.server.grpc;

import java.time.Duration;

/**
 * What one caller may take of the gateway over gRPC.
 *
 * @param messageBytes the largest message, in and out
 * @param metadataBytes of one call
 * @param callsPerConnection at the same time
 * @param resetsPerWindow streams that a caller may break off on one connection within {@link
 *     #RESET_WINDOW}; beyond them the connection ends
 * @param messageGrace over each such time an unfinished message must come at {@link
 *     #LEAST_BYTES_PER_SECOND}
 * @param idle how long a connection may be without a call
 */
public record GrpcLimits(
    int messageBytes,
    int metadataBytes,
    int callsPerConnection,
    int resetsPerWindow,
    Duration messageGrace,
    Duration idle) {
  static final Duration RESET_WINDOW = Duration.ofSeconds(30);
  static final int LEAST_BYTES_PER_SECOND = 1024;
  static final int METADATA_BYTES = 32 << 10;
  static final int CALLS_PER_CONNECTION = 100;
  static final int RESETS_PER_WINDOW = 1000;

  public GrpcLimits {
    positive("messageBytes", messageBytes);
    positive("metadataBytes", metadataBytes);
    positive("callsPerConnection", callsPerConnection);
    positive("resetsPerWindow", resetsPerWindow);
  }

  /** The usual limits around those that configuration names. */
  public static GrpcLimits of(long messageBytes, Duration messageGrace, Duration idle) {
    return new GrpcLimits(
        (int) Math.min(Integer.MAX_VALUE, messageBytes),
        METADATA_BYTES,
        CALLS_PER_CONNECTION,
        RESETS_PER_WINDOW,
        messageGrace,
        idle);
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
