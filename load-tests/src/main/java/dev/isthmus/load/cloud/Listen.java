package dev.isthmus.load.cloud;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a simulated cloud listens; always on loopback.
 *
 * @param port of the service; 0 takes a free one
 * @param controlPort of {@code /_sim/…}; 0 takes a free one
 * @param tls PEM files for the service port, or null for plain text
 */
public record Listen(int port, int controlPort, @Nullable Tls tls) {

  /** Free ports, plain text. */
  public static final Listen FREE = new Listen(0, 0, null);

  /** A certificate chain and its key. */
  public record Tls(Path certificate, Path key) {}
}
