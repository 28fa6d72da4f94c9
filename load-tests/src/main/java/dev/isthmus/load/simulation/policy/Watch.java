package dev.isthmus.load.simulation.policy;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Usage;
import org.jspecify.annotations.Nullable;

/** What a policy hears of one attempt; ends once, by one of the last three. Threads: one. */
public interface Watch {

  /** Why the attempt is not made; null where it is. */
  @Nullable Failure refusal();

  void limits(LimitReport report, long nowNanos);

  void content(double seconds, long nowNanos);

  /** It is silent for remarkably long before its first content, and goes on. */
  default void stalled(long nowNanos) {}

  void whole(Usage usage, long nowNanos);

  /** Another that ran beside it was faster, and it was ended for that. */
  default void lost(Usage usage, long nowNanos) {}

  /** It failed, or was left for another. */
  void failed(Failure failure, Usage usage, long nowNanos);
}
