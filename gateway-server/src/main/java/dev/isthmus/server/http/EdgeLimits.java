package dev.isthmus.server.http;

/**
 * What one caller, and all of them together, may take of the gateway.
 *
 * @param bodyBytes the largest request body
 * @param connections at once, over all listeners
 * @param streams at once on one HTTP/2 connection
 * @param backlogBytes kept of requests that were sent ahead of their turn; at the bound reading
 *     stops until the answer under way is over
 */
public record EdgeLimits(
    HeadLimits head,
    long bodyBytes,
    int connections,
    int streams,
    int backlogBytes,
    EdgeTimeouts timeouts) {

  public static final EdgeLimits DEFAULT =
      new EdgeLimits(HeadLimits.DEFAULT, 32L << 20, 16_384, 100, 64 << 10, EdgeTimeouts.DEFAULT);

  public EdgeLimits {
    if (bodyBytes <= 0 || bodyBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("bodyBytes: " + bodyBytes + " (expected: 1..2^31-1)");
    }
    if (connections <= 0 || streams <= 0 || backlogBytes <= 0) {
      throw new IllegalArgumentException(
          "connections, streams, backlogBytes: "
              + (connections + ", " + streams + ", " + backlogBytes)
              + " (expected: > 0)");
    }
  }
}
