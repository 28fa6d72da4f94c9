package dev.isthmus.load.simulation.policy;

import dev.isthmus.load.simulation.workload.Request;

/** One gateway's way of deciding where calls go, with all that it remembers. Threads: one. */
public interface Policy {

  /** A call has come. */
  Errand open(Request request, long nowNanos);

  /** What the configuration says of the deployments has changed: prices, or who they are. */
  default void reconfigured(long nowNanos) {}

  /** Whether nothing is held any more, once all calls are over. */
  default boolean isClean() {
    return true;
  }
}
