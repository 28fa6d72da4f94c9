package dev.isthmus.server.http;

import org.jspecify.annotations.Nullable;

/**
 * Where to listen.
 *
 * @param address a literal address or a host name
 * @param port 0 lets the system choose
 * @param tls null for plain text
 */
public record ListenerConfig(String address, int port, @Nullable ServerTls tls) {
  public ListenerConfig {
    if (address.isBlank()) {
      throw new IllegalArgumentException("address: blank (expected: an address to listen on)");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
    }
  }
}
