package dev.isthmus.server.config;

/**
 * The operators' port.
 *
 * @param unsafePublic whether an address beyond loopback was asked for in so many words
 */
public record AdminConfig(HostPort address, boolean unsafePublic) {
  public AdminConfig {
    if (!address.loopback() && !unsafePublic) {
      throw new IllegalArgumentException(
          "address: '"
              + address
              + "' can be reached from other machines and asks for no key"
              + " (expected: a loopback address, or unsafe_public: true)");
    }
  }
}
