package dev.isthmus.server.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Reads a key that others show to us, given as itself or as its SHA-256. It is hashed here, and
 * nothing behind this class ever sees it.
 */
final class HashedKey {
  /** Shorter keys can be guessed; the shortest that a careful person makes by hand. */
  private static final int SHORTEST_KEY = 16;

  private HashedKey() {}

  /** The hash, 64 lower-case hex digits, of what stands at {@code key} or {@code key_sha256}. */
  static String read(Section section, String key, Names.Kind kind) {
    String hashKey = key + "_sha256";
    boolean plain = section.has(key);
    boolean hashed = section.has(hashKey);
    if (plain == hashed) {
      section.error(
          hashed ? hashKey : key,
          (hashed ? "stands beside " + key : "is missing")
              + " (expected: "
              + key
              + " or "
              + hashKey
              + ")");
    }
    String hash = Formats.HEX64.placeholder();
    if (hashed) {
      hash = section.get(hashKey, Formats.HEX64);
    }
    if (plain) {
      hash = sha256(secret(section, key));
    }
    if ((plain || hashed) && !hash.equals(Formats.HEX64.placeholder())) {
      String field = plain ? key : hashKey;
      section
          .reading()
          .names()
          .declareOnce(kind, hash, section.spot(field), section.path() + "." + field);
    }
    return hash;
  }

  private static Secret secret(Section section, String key) {
    Secret secret = section.secret(key, true);
    boolean read = !Value.UNREADABLE.equals(secret);
    if (read && secret.reveal().length() < SHORTEST_KEY) {
      section
          .reading()
          .problems()
          .warn(
              section.spot(key),
              section.path() + "." + key,
              "is easy to guess (better: " + SHORTEST_KEY + " characters or more)");
    }
    return secret;
  }

  private static String sha256(Secret secret) {
    if (Value.UNREADABLE.equals(secret)) {
      return Formats.HEX64.placeholder();
    }
    try {
      byte[] bytes = secret.reveal().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
