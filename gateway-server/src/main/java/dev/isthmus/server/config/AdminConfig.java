package dev.isthmus.server.config;

import java.util.List;
import java.util.Set;

/**
 * The operators' port.
 *
 * @param unsafePublic whether an address beyond loopback was asked for in so many words
 * @param open what is shown without a token where there are tokens; health always is
 * @param tokens who may look, and who may change things; empty: everybody may look, nobody change
 */
public record AdminConfig(
    HostPort address, boolean unsafePublic, Set<Open> open, List<AdminToken> tokens) {

  /** What needs no token. */
  public enum Open {
    /** {@code /metrics}. */
    METRICS,
    /** All of {@code /admin} that only looks. */
    STATE
  }

  /** What the holder of a token may do. */
  public enum Role {
    /** Look. */
    READ,
    /** Look, and change. */
    WRITE
  }

  /**
   * A person or a program.
   *
   * @param name stands in the audit log
   * @param tokenSha256 of its token, 64 lower-case hex digits
   */
  public record AdminToken(String name, String tokenSha256, Role role) {
    public AdminToken {
      if (!tokenSha256.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("token_sha256: not a hash (expected: 64 hex digits)");
      }
    }
  }

  public AdminConfig {
    open = Set.copyOf(open);
    tokens = List.copyOf(tokens);
    if (!address.loopback() && !unsafePublic) {
      throw new IllegalArgumentException(
          "address: '"
              + address
              + "' can be reached from other machines and asks for no key"
              + " (expected: a loopback address, or unsafe_public: true)");
    }
  }
}
