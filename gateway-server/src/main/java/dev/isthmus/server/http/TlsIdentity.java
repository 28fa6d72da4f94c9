package dev.isthmus.server.http;

/**
 * What a listener proves itself with. Never prints its key.
 *
 * @param certificates the chain, as PEM, its own certificate first
 * @param key the private key, as PEM in PKCS #8
 */
public record TlsIdentity(String certificates, String key) {
  @Override
  public String toString() {
    return "TlsIdentity[***]";
  }
}
