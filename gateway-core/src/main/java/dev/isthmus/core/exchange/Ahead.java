package dev.isthmus.core.exchange;

import dev.isthmus.core.route.Itinerary;

/**
 * A call's plan, what was tried of it, and what is left: which stop comes next. Stops are the
 * plan's; what is noted of them is noted of their candidates, which outlast it.
 *
 * <p>Units: nanoseconds. Threads: one event loop. Allocation: none.
 */
final class Ahead {
  private final Tries tries;
  private Itinerary plan = Itinerary.NONE;

  Ahead(Tries tries) {
    this.tries = tries;
  }

  /** Another plan is in force. */
  void plan(Itinerary next) {
    plan = next;
    tries.planAnew();
  }

  /** An attempt at {@code stop} begins. */
  void start(int stop) {
    tries.start(stop, plan.candidate(stop));
  }

  /** The attempt at {@code stop} failed, and its deployment is to blame. */
  void failed(int stop) {
    tries.failed(plan.candidate(stop));
  }

  long patienceNanos(int stop) {
    return plan.patienceNanos(stop);
  }

  long stallNanos(int stop, long nowNanos) {
    return plan.stallNanos(stop, nowNanos);
  }

  /**
   * Of the stops that are left the first of the best, or −1: healthy ones before others, since
   * where several die at once the plan is older than their breakers; then those of a provider that
   * has not failed this call, where that is worth what they cost more; then those that are in
   * another region.
   *
   * @param nanosLeft of the call
   */
  int next(long nanosLeft) {
    int best = -1;
    for (int i = 0; i < plan.size(); i++) {
      if (isLeft(i, nanosLeft) && (best < 0 || isBetter(i, best))) {
        best = i;
      }
    }
    return best;
  }

  /**
   * Of the healthy stops that are left the first that suits, elsewhere than {@code live} if there
   * is one; −1 for none.
   */
  int beside(int live, Hedges hedges, long nanosLeft, long nowNanos) {
    int best = -1;
    for (int i = 0; i < plan.size(); i++) {
      boolean may = isLeft(i, nanosLeft) && plan.healthy(i);
      if (may && hedges.suits(i, nowNanos)) {
        if (!plan.sameFate(i, plan.candidate(live))) {
          return i;
        }
        best = best < 0 ? i : best;
      }
    }
    return best;
  }

  /** How often the provider of {@code stop} has failed this call. */
  int kinFailures(int stop) {
    int count = 0;
    for (long left = tries.failedMask(); left != 0; left &= left - 1) {
      count += plan.sameOperator(stop, Long.numberOfTrailingZeros(left)) ? 1 : 0;
    }
    return count;
  }

  /**
   * Whether no budget is asked for an unanswered call's move to {@code next}. A call's first such
   * move to a healthy stop is free: its breakers bound those. So is the second, where two places
   * failed it at the same time and the next is another one that is sound: else most calls of a
   * cloud that goes away would end, having met two dying regions, while others stand by. Where
   * failures are everywhere nobody is sound, and the budget decides.
   */
  boolean isFree(int next, long nowNanos) {
    return switch (tries.unansweredMoves()) {
      case 0 -> plan.healthy(next);
      case 1 -> plan.sound(next, nowNanos) && isElsewhere(next);
      default -> false;
    };
  }

  /** Whether no candidate that was asked shares the place of {@code stop}. */
  private boolean isElsewhere(int stop) {
    for (long left = tries.askedMask(); left != 0; left &= left - 1) {
      if (plan.sameFate(stop, Long.numberOfTrailingZeros(left))) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code next} is to be tried before {@code other}, which stands before it. */
  private boolean isBetter(int next, int other) {
    if (plan.healthy(next) != plan.healthy(other)) {
      return plan.healthy(next);
    }
    int failures = kinFailures(other) - kinFailures(next);
    if (failures != 0) {
      return failures > 0 && plan.worthInstead(next, other, failures);
    }
    int last = tries.lastAsked();
    return plan.sameFate(other, last) && !plan.sameFate(next, last);
  }

  /** Whether a stop was not tried, has not failed this call by another plan, and fits the time. */
  private boolean isLeft(int stop, long nanosLeft) {
    return !tries.tried(stop)
        && !tries.hasFailed(plan.candidate(stop))
        && plan.expectedFirstContentNanos(stop) <= nanosLeft;
  }
}
