package dev.isthmus.server.config;

import dev.isthmus.core.call.Capability;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One model at one provider.
 *
 * @param name unique among all deployments
 * @param model what the provider calls it
 * @param price null: unpriced
 */
public record DeploymentConfig(
    String name,
    String provider,
    String model,
    Standing standing,
    @Nullable PriceConfig price,
    QuotaConfig limits,
    ExpectConfig expect,
    Abilities abilities) {

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
