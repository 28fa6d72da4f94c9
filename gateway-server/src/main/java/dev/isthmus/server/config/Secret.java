package dev.isthmus.server.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A value that is never printed.
 *
 * <p>Shape: not empty; {@link #toString} is {@code ***}; no bean property, so that a serialiser
 * finds nothing. Threads: immutable.
 */
public final class Secret {
  private final String value;

  /** Wraps {@code value}, which must not be empty. */
  public Secret(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("secret: empty (expected: a value)");
    }
    this.value = value;
  }

  /** The value itself: for the wire and for key files, for nothing that is kept or printed. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes(), that.bytes());
  }

  /** The same for all, so that no part of the value gets out by way of a hash. */
  @Override
  public int hashCode() {
    return 1;
  }

  @Override
  public String toString() {
    return "***";
  }

  private byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }
}
