package dev.isthmus.server.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call what, where and how much.
 *
 * @param keySha256 of its key, 64 lower-case hex digits
 * @param models empty: all
 */
public record CallerConfig(
    String name,
    String keySha256,
    Set<String> models,
    ScopeConfig only,
    Limits limits,
    Expose expose,
    CallClass callClass) {

  /** What {@code x-isthmus-} headers tell a caller. */
  public enum Expose {
    FULL,
    ID,
    NONE
  }

  /** Who waits when capacity is short: batch first. */
  public enum CallClass {
    INTERACTIVE,
    STANDARD,
    BATCH
  }

  /** How much; null: no limit. */
  public record Limits(
      @Nullable Long requestsPerMinute,
      @Nullable Long tokensPerMinute,
      @Nullable Integer concurrent) {}

  public CallerConfig {
    models = Set.copyOf(models);
    if (!keySha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("key_sha256: not a hash (expected: 64 hex digits)");
    }
  }
}
