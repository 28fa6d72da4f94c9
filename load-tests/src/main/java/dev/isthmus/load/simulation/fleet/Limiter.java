package dev.isthmus.load.simulation.fleet;

import dev.isthmus.core.call.LimitReport;

/** A provider's own count of what it takes. Units: tokens; seconds of the run. Threads: one. */
interface Limiter {

  /** What a call holds, in the terms that limits are in. */
  record Load(long prompt, long cached, long most) {
    long held() {
      return prompt + most;
    }
  }

  /** Takes the call in, or not. */
  boolean tryAdmit(Load load, double seconds);

  /** Whether {@link #tryAdmit} would. */
  boolean admits(Load load, double seconds);

  /** A call that was taken in has ended with {@code output}. */
  default void settle(Load load, long output, double seconds) {}

  /** What a head says now. */
  LimitReport report(double seconds);

  /** When whoever was refused may come back, as stated; −1 where nothing is said. */
  long retryAfterMillis(Load load, double seconds);

  /** From now on only this part of the limits holds. */
  void scale(double factor, double seconds);
}
