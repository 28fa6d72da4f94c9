package dev.isthmus.server.config;

import java.util.Locale;

/**
 * Where to listen.
 *
 * @param port 0 takes a free one
 */
public record HostPort(String host, int port) {

  private static final int HIGHEST_PORT = 65_535;

  public HostPort {
    if (host.isBlank() || !host.matches("[A-Za-z0-9.:_-]+")) {
      throw new IllegalArgumentException("host: not a name or an address (expected: host:port)");
    }
    if (port < 0 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
  }

  /** Reads {@code host:port}, or {@code [address]:port} for IPv6. */
  static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("address: no port (expected: host:port)");
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!bracketed && host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("address: colons (expected: [address]:port)");
    }
    return new HostPort(
        bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
  }

  /** Whether only this machine can connect. */
  public boolean loopback() {
    String name = host.toLowerCase(Locale.ROOT);
    boolean v4 = name.matches("127(\\.[0-9]{1,3}){3}");
    return v4 || name.equals("localhost") || name.equals("::1");
  }

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
