package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.exchange.Hedges;
import dev.isthmus.core.route.Itinerary;

/** The order in which a policy would have a call's candidates tried. Threads: one. */
public interface Trip {

  /** What the course sees of it. */
  Itinerary itinerary();

  /** Which deployment a stop is. */
  int backend(int stop);

  /** When a second attempt may run beside the first. */
  default Hedges hedges() {
    return Hedges.NONE;
  }

  /** Why there is no stop, where there is none. */
  Failure nowhere();

  /** Starts an attempt, or refuses to. */
  Watch start(int stop, long nowNanos);
}
