package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of one deployment, worked out once and kept until something was measured there
 * or the tick turned.
 *
 * <p>Shape: all that {@link DeploymentSignals} believes moves in ticks of {@link HalfLife}, and
 * between two measurements with nothing else; only the time that attempts wait runs on by itself,
 * and that is never kept. So every figure is what {@link DeploymentSignals} says at that moment.
 * Threads: one event loop. Allocation: none.
 */
public final class Beliefs {
  private @Nullable DeploymentSignals of;
  private Activity activity = new Activity();
  private int version;
  private int tick;
  private boolean anyWaits;
  private double secondsPerPromptToken;
  private double cacheHitRatio;
  private double tokensPerSecond;
  private double usualFirstContentSeconds;
  private double firstContentSeconds;
  private double failureProbability;

  /** Makes sure of what is believed of {@code signals} at {@code nowNanos}. */
  @HotPath
  public void look(DeploymentSignals signals, long nowNanos) {
    int tickNow = HalfLife.tick(nowNanos);
    if (of != signals || version != activity.version() || tick != tickNow) {
      of = signals;
      activity = signals.activity();
      version = activity.version();
      tick = tickNow;
      form(signals, nowNanos);
    }
  }

  private void form(DeploymentSignals signals, long nowNanos) {
    secondsPerPromptToken = signals.promptSeconds(1);
    anyWaits = signals.waiting() > 0;
    cacheHitRatio = signals.cacheHitRatio(nowNanos);
    tokensPerSecond = signals.tokensPerSecond(nowNanos);
    usualFirstContentSeconds = signals.baseFirstContentSeconds();
    firstContentSeconds = signals.believedFirstContentSeconds(nowNanos);
    failureProbability = signals.countedFailureProbability(nowNanos);
  }

  /** As {@link DeploymentSignals#cacheHitRatio}. */
  @HotPath
  public double cacheHitRatio() {
    return cacheHitRatio;
  }

  /** As {@link DeploymentSignals#tokensPerSecond}. */
  @HotPath
  public double tokensPerSecond() {
    return tokensPerSecond;
  }

  /** As {@link DeploymentSignals#baseFirstContentSeconds}. */
  @HotPath
  public double usualFirstContentSeconds() {
    return usualFirstContentSeconds;
  }

  /** As {@link DeploymentSignals#promptSeconds}. */
  @HotPath
  public double promptSeconds(double uncachedTokens) {
    return secondsPerPromptToken * uncachedTokens;
  }

  /**
   * As {@link DeploymentSignals#firstContentSeconds(long, double)}, for a prompt of no length.
   *
   * @param signals those that were looked at, and {@code nowNanos} the time of that
   */
  @HotPath
  public double firstContentSeconds(DeploymentSignals signals, long nowNanos) {
    return anyWaits
        ? Math.max(firstContentSeconds, signals.waitedSeconds(nowNanos))
        : firstContentSeconds;
  }

  /** As {@link DeploymentSignals#failureProbability}; parameters as above. */
  @HotPath
  public double failureProbability(DeploymentSignals signals, long nowNanos) {
    return anyWaits
        ? Math.max(failureProbability, signals.ignoredProbability(nowNanos))
        : failureProbability;
  }
}
