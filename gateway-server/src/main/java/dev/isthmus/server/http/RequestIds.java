package dev.isthmus.server.http;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Makes the ids that requests are known by: {@code req_} and 24 hex digits. Threads: one. */
final class RequestIds {
  private static final HexFormat HEX = HexFormat.of();

  private final RandomGenerator random;

  RequestIds(RandomGenerator random) {
    this.random = random;
  }

  String next() {
    return "req_" + HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextInt());
  }
}
