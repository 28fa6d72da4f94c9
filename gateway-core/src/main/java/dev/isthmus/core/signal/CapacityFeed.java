package dev.isthmus.core.signal;

import dev.isthmus.core.call.DeploymentId;
import dev.isthmus.core.call.Ticker;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Hands what comes through the door to the deployment's {@link Capacity}. Threads: any. */
public final class CapacityFeed implements Feed {
  private final IntFunction<@Nullable Capacity> capacities;
  private final Ticker ticker;

  /**
   * A door to whatever is configured at the moment of each call.
   *
   * @param capacities by the deployment's index; null where there is none
   */
  public CapacityFeed(IntFunction<@Nullable Capacity> capacities, Ticker ticker) {
    this.capacities = capacities;
    this.ticker = ticker;
  }

  @Override
  public void drained(DeploymentId deployment, boolean on) {
    find(deployment, capacity -> capacity.drain(on));
  }

  @Override
  public void cooldownHint(DeploymentId deployment, long millis) {
    find(deployment, capacity -> capacity.hint(millis, ticker.nanoTime()));
  }

  @Override
  public void engine(DeploymentId deployment, EngineReport report, EngineLimits limits) {
    find(deployment, capacity -> capacity.engineSays(report, limits, ticker.nanoTime()));
  }

  private void find(DeploymentId deployment, Consumer<Capacity> found) {
    Capacity capacity = capacities.apply(deployment.index());
    if (capacity != null) {
      found.accept(capacity);
    }
  }
}
