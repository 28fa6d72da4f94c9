package dev.isthmus.server.config;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One address that callers connect to.
 *
 * @param tls null: clear text
 */
public record ListenerConfig(HostPort address, Protocol protocol, @Nullable TlsConfig tls) {

  /** What is spoken there. */
  public enum Protocol {
    HTTP,
    GRPC
  }

  /**
   * A server's identity.
   *
   * @param certificates PEM, the server's own first
   * @param key PEM, PKCS #8
   */
  public record TlsConfig(String certificates, Secret key) {
    public TlsConfig {
      if (!Pem.isCertificates(certificates)) {
        throw new IllegalArgumentException("certificate: no certificate (expected: PEM)");
      }
      if (!Pem.isPrivateKey(key)) {
        throw new IllegalArgumentException("key: no private key (expected: PEM, PKCS #8)");
      }
      if (!Pem.match(certificates, key)) {
        throw new IllegalArgumentException(
            "key: not the certificate's (expected: the key of the first certificate)");
      }
    }

    /** When the first certificate ends. */
    public Instant notAfter() {
      return Pem.notAfter(certificates);
    }
  }
}
