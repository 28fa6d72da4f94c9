package dev.isthmus.core.govern;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of one caller's key: all that the gateway keeps of it. Keys have enough entropy that
 * a slow hash would only help those who flood us with wrong ones.
 */
public final class KeyHash {
  /** Units: bytes. */
  static final int LENGTH = 32;

  private final byte[] sha256;

  private KeyHash(byte[] sha256) {
    this.sha256 = sha256;
  }

  /** The hash of {@code key}, which must be one that can be sent: see {@link KeySyntax}. */
  public static KeyHash ofKey(String key) {
    if (!KeySyntax.isKey(key, 0)) {
      throw new IllegalArgumentException(
          "key: not sendable (expected: 1 to "
              + KeySyntax.MAX_BYTES
              + " visible ASCII characters)");
    }
    return new KeyHash(sha256().digest(key.getBytes(StandardCharsets.US_ASCII)));
  }

  /** The hash that {@code hex} spells, in 64 digits of either case. */
  public static KeyHash ofHex(String hex) {
    if (!hex.matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          "key_sha256: " + hex.length() + " characters (expected: 64 hexadecimal digits)");
    }
    return new KeyHash(HexFormat.of().parseHex(hex));
  }

  byte[] bytes() {
    return sha256.clone();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: missing from this Java", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyHash that && MessageDigest.isEqual(sha256, that.sha256);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sha256);
  }

  /** Says nothing: even a hash does not belong in a log. */
  @Override
  public String toString() {
    return "KeyHash";
  }
}
