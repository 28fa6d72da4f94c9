package dev.isthmus.core.route;

import dev.isthmus.core.resilience.Breaker;
import dev.isthmus.core.resilience.ParentBreaker;
import dev.isthmus.core.resilience.SlowStart;
import dev.isthmus.core.signal.Capacity;
import dev.isthmus.core.signal.DeploymentSignals;

/**
 * What is measured about one deployment, and what guards it. It follows the deployment's name
 * across reloads. Threads: any; every part takes care of itself.
 */
public record Live(
    DeploymentSignals signals,
    Capacity capacity,
    Breaker breaker,
    ParentBreaker parent,
    SlowStart slowStart,
    Drain drain) {

  /** Whether a person, or its provider, took the deployment out. */
  public static final class Drain {
    private volatile boolean on;

    public boolean isOn() {
      return on;
    }

    public void set(boolean drained) {
      on = drained;
    }
  }
}
