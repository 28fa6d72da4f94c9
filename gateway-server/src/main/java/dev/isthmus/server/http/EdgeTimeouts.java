package dev.isthmus.server.http;

import java.time.Duration;

/**
 * How long a caller may take.
 *
 * @param head from a request's first byte to the end of its head
 * @param bodyWindow each window of this length must bring {@code bodyWindow × 1 KiB/s} of an
 *     unfinished body; the first one is the grace that every body gets
 * @param keepAlive between two requests
 * @param writeStall how long an answer may wait for a caller that does not read
 * @param handshake for TLS
 */
public record EdgeTimeouts(
    Duration head,
    Duration bodyWindow,
    Duration keepAlive,
    Duration writeStall,
    Duration handshake) {

  /** Slower than this and a body is not worth waiting for. */
  public static final int MINIMUM_BODY_BYTES_PER_SECOND = 1024;

  public static final EdgeTimeouts DEFAULT =
      new EdgeTimeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(75),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10));

  public EdgeTimeouts {
    positive("head", head);
    positive("bodyWindow", bodyWindow);
    positive("keepAlive", keepAlive);
    positive("writeStall", writeStall);
    positive("handshake", handshake);
  }

  /** What one window must bring. Units: bytes. */
  long bodyWindowBytes() {
    return bodyWindow.toMillis() * MINIMUM_BODY_BYTES_PER_SECOND / 1000;
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
