package dev.isthmus.core.provider;

import java.net.URI;
import java.util.Locale;

/**
 * A host to connect to: the key of a connection pool.
 *
 * @param allowPrivate whether the connected address may be a private or loopback one
 */
public record Address(String host, int port, boolean tls, boolean allowPrivate) {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** By what tells addresses apart; each call looks for the pool of its own. */
  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }

  /** As a record's own would, which is linked at run time and not always compiled into its user. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Address that
        && port == that.port
        && tls == that.tls
        && allowPrivate == that.allowPrivate
        && host.equals(that.host);
  }

  /** What stands in the {@code Host} header. */
  public String authority() {
    return port == (tls ? HTTPS_PORT : HTTP_PORT) ? host : host + ":" + port;
  }

  /**
   * Reads the address of {@code base}.
   *
   * @throws IllegalArgumentException where it is no plain http or https URL of a host
   */
  public static Address of(URI base, boolean allowPrivate) {
    String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https");
    if (!tls && !scheme.equals("http")) {
      throw new IllegalArgumentException("scheme: '" + scheme + "' (expected: http or https)");
    }
    if (base.getHost() == null || base.getUserInfo() != null || base.getFragment() != null) {
      throw new IllegalArgumentException(
          "not a plain URL of a host (expected: https://host[:port][/path])");
    }
    int port = base.getPort() >= 0 ? base.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
    return new Address(base.getHost().toLowerCase(Locale.ROOT), port, tls, allowPrivate);
  }
}
