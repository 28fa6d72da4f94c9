package dev.isthmus.load.cloud;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a simulated cloud listens.
 *
 * @param host the address of both ports; loopback unless said otherwise
 * @param port of the service; 0 takes a free one
 * @param controlPort of {@code /_sim/…}; 0 takes a free one
 * @param tls PEM files for the service port, or null for plain text
 */
public record Listen(String host, int port, int controlPort, @Nullable Tls tls) {
  /** Only programs on the same machine come here. */
  static final String LOOPBACK = "127.0.0.1";

  /** Free ports, plain text. */
  public static final Listen FREE = new Listen(0, 0, null);

  /** On loopback. */
  public Listen(int port, int controlPort, @Nullable Tls tls) {
    this(LOOPBACK, port, controlPort, tls);
  }

  /** A certificate chain and its key. */
  public record Tls(Path certificate, Path key) {}
}
