package dev.isthmus.load.simulation.policy;

/** What a rival has seen of one deployment by itself. Units: seconds of the run. Threads: one. */
final class Sight {
  /** Calls sent and not ended. */
  int pending;

  /** Calls sent and not yet answered. */
  int waiting;

  /** Until when it is left alone. */
  double outUntil = Double.NEGATIVE_INFINITY;

  /** Failures with no success between. */
  int failuresInARow;

  /** How often it was put out for failing; none of them is forgotten within a run. */
  int ejections;

  boolean isOut(double seconds) {
    return seconds < outUntil;
  }

  void leaveAlone(double untilSeconds) {
    outUntil = Math.max(outUntil, untilSeconds);
  }
}
