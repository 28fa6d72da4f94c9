package dev.isthmus.core.observe;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.call.Outcome;
import java.util.function.DoubleSupplier;

/**
 * Chooses which decisions are written down: all of those that something went wrong with, and of the
 * rest a part. What is written says how large that part is, so that sums over what was written can
 * be made sums over what happened.
 *
 * <p>Shape: a call without candidates was no decision. A failed call, one that was tried more than
 * once and one for which a rule gave way are kept; of others those are whose id says so, which is a
 * fair draw that nobody's outcome has a hand in. Threads: any. Allocation: none.
 */
public final class DecisionTap implements CallLog {
  private static final double UNIT = 0x1.0p-53;

  private final DecisionQueue queue;
  private final DoubleSupplier sample;

  /**
   * @param sample the part of unremarkable calls to keep, in [0, 1]
   */
  public DecisionTap(DecisionQueue queue, DoubleSupplier sample) {
    this.queue = queue;
    this.sample = sample;
  }

  @Override
  public void finished(CallRecord call) {
    Decision decision = call.decision();
    if (decision.candidateCount() == 0) {
      return;
    }
    double part = remarkable(decision) ? 1 : sample.getAsDouble();
    if (draw(decision.summary().id) < part) {
      queue.add(decision, part);
    }
  }

  private static boolean remarkable(Decision decision) {
    if (decision.summary().outcome instanceof Outcome.Failed || decision.attemptCount() > 1) {
      return true;
    }
    for (int i = 0; i < decision.candidateCount(); i++) {
      if (decision.relaxed(i)) {
        return true;
      }
    }
    return false;
  }

  /** In [0, 1). Source of the mixing: Steele, Lea and Flood, SplitMix. */
  private static double draw(long id) {
    long z = id + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return ((z ^ (z >>> 31)) >>> 11) * UNIT;
  }
}
