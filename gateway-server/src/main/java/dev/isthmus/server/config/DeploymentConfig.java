package dev.isthmus.server.config;

import dev.isthmus.core.call.Capability;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One model at one provider.
 *
 * @param name unique among all deployments
 * @param model what the provider calls it
 * @param price null: unpriced
 * @param probe null: its engine is not asked how busy it is
 */
public record DeploymentConfig(
    String name,
    String provider,
    String model,
    Standing standing,
    @Nullable PriceConfig price,
    QuotaConfig limits,
    ExpectConfig expect,
    Abilities abilities,
    @Nullable ProbeConfig probe) {

  /** How capacity is paid for. */
  public enum Tier {
    /** By the hour, whether used or not. */
    PROVISIONED,
    /** By the token. */
    ON_DEMAND
  }

  /**
   * Its place among the model's deployments.
   *
   * @param priority lower goes first
   */
  public record Standing(Tier tier, int priority) {}

  /** What the provider grants; null: not stated. */
  public record QuotaConfig(
      @Nullable Long tokensPerMinute,
      @Nullable Long requestsPerMinute,
      @Nullable Integer concurrent) {}

  /** What to assume before anything was measured. */
  public record ExpectConfig(Duration firstToken, double tokensPerSecond) {
    public ExpectConfig {
      if (firstToken.isNegative() || firstToken.isZero()) {
        throw new IllegalArgumentException("first_token: " + firstToken + " (expected: > 0)");
      }
      if (!(tokensPerSecond > 0)) {
        throw new IllegalArgumentException(
            "tokens_per_second: " + tokensPerSecond + " (expected: > 0)");
      }
    }
  }

  /**
   * How its engine is asked how busy it is.
   *
   * @param metrics where it says so
   * @param fullQueue so many calls that wait make it full
   * @param fullKv so large a part of its key-value cache in use makes it full
   */
  public record ProbeConfig(URI metrics, Duration every, int fullQueue, double fullKv) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    public ProbeConfig {
      if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "every: " + Formats.duration(every) + " (expected: 100ms to 1m)");
      }
      if (!(fullKv > 0 && fullKv <= 1)) {
        throw new IllegalArgumentException(
            "full_kv: " + fullKv + " (expected: above 0, 1 at most)");
      }
    }
  }

  /**
   * What it can.
   *
   * @param contextWindow null: unknown
   * @param maxOutput null: unknown
   * @param thinking whether minutes may pass before its first content
   * @param usageInStream whether it ends a stream with its token counts when asked
   */
  public record Abilities(
      Set<Capability> capabilities,
      @Nullable Long contextWindow,
      @Nullable Long maxOutput,
      boolean thinking,
      boolean usageInStream) {
    public Abilities {
      capabilities = Set.copyOf(capabilities);
      if (contextWindow != null && maxOutput != null && maxOutput > contextWindow) {
        throw new IllegalArgumentException(
            "max_output: " + maxOutput + " (expected: <= context_window, " + contextWindow + ")");
      }
    }
  }
}
