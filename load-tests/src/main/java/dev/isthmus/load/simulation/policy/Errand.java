package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.exchange.Course;

/** One call, as a policy keeps it in mind from its arrival to its end. Threads: one. */
public interface Errand {

  /** What the call may have beyond its first attempts. */
  Course.Budget budget();

  /** Puts the candidates in order; asked again after a wait. */
  Trip plan(long nowNanos, double secondsLeft);

  /** An attempt that did not lose a race cost so much. Units: picodollars. */
  default void spent(long picodollars) {}

  /** One of two that ran side by side is out, and cost so much. Units: picodollars. */
  default void settle(long picodollars) {}

  /** The call has waited. */
  default void rested(long nowNanos) {}

  /** The call is over. */
  void closed(long nowNanos);
}
