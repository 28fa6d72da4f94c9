package dev.isthmus.server.http;

/**
 * What one caller, and all of them together, may take of the gateway.
 *
 * @param bodyBytes the largest request body
 * @param connections at once, over all listeners
 * @param connectionsPerAddress of them, from one IP address
 * @param streams at once on one HTTP/2 connection
 * @param backlogBytes kept of requests that were sent ahead of their turn; at the bound reading
 *     stops until the answer under way is over
 * @param answerBytes kept of an answer that its caller does not read; at the bound the provider is
 *     not read either
 */
public record EdgeLimits(
    HeadLimits head,
    long bodyBytes,
    int connections,
    int connectionsPerAddress,
    int streams,
    int backlogBytes,
    int answerBytes,
    EdgeTimeouts timeouts) {

  public static final EdgeLimits DEFAULT =
      new EdgeLimits(
          HeadLimits.DEFAULT,
          32L << 20,
          16_384,
          16_384,
          100,
          64 << 10,
          128 << 10,
          EdgeTimeouts.DEFAULT);

  public EdgeLimits {
    if (bodyBytes <= 0 || bodyBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("bodyBytes: " + bodyBytes + " (expected: 1..2^31-1)");
    }
    positive("connections", connections);
    positive("connectionsPerAddress", connectionsPerAddress);
    positive("streams", streams);
    positive("backlogBytes", backlogBytes);
    positive("answerBytes", answerBytes);
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
