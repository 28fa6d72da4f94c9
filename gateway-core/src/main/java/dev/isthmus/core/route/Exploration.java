package dev.isthmus.core.route;

import dev.isthmus.core.call.HotPath;
import java.util.concurrent.TimeUnit;

/**
 * Has a look, now and then, at a deployment that is well and believed to be slow. Nobody asks it
 * because of that belief, so only a look can correct it.
 *
 * <p>Shape: a budget of time and of calls. A deployment is looked at when nobody asked it for
 * {@value #LOOK_SECONDS} s, and at most one call in {@value #CALLS_PER_LOOK} is used for any, so
 * that 99 of 100 callers never notice. Threads: one event loop each. Allocation: none.
 */
final class Exploration {
  private static final int LOOK_SECONDS = 10;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(LOOK_SECONDS);
  private static final int CALLS_PER_LOOK = 200;

  private int callsSinceLook;

  /** A call is planned; whether it may be used for a look as far as the budget of calls goes. */
  @HotPath
  boolean due(Question question) {
    callsSinceLook = Math.min(callsSinceLook + 1, CALLS_PER_LOOK);
    boolean free = question.repeats() && !question.route().rules().strictPriority();
    return callsSinceLook >= CALLS_PER_LOOK && free;
  }

  /**
   * Whether this call may look at {@code slow}: it is well, serves the very model, and leaves time
   * to ask {@code best} after it. Where its own engine says that calls wait, a look would show no
   * more.
   */
  @HotPath
  static boolean suits(Question question, Deployment slow, Prediction row, Prediction best) {
    return !question.route().substitutes(slow)
        && slow.live().breaker().isClosed()
        && row.queueSeconds == 0
        && row.totalSeconds + best.totalSeconds <= question.secondsLeft();
  }

  /** Takes the look from both budgets. */
  @HotPath
  boolean tryTake(Deployment slow, long nowNanos) {
    boolean taken = slow.live().signals().tryLook(LOOK_NANOS, nowNanos);
    callsSinceLook = taken ? 0 : callsSinceLook;
    return taken;
  }
}
