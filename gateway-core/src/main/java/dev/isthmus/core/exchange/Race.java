package dev.isthmus.core.exchange;

/**
 * A call's attempts that are under way, by their stops: none, one, or two that race for the first
 * content. Threads: one event loop.
 */
final class Race {
  private static final int NOBODY = -1;

  private int older = NOBODY;
  private int younger = NOBODY;

  /** From now on {@code stop} runs alone. */
  void alone(int stop) {
    older = stop;
    younger = NOBODY;
  }

  /** {@code stop} runs against the one that is under way. */
  void join(int stop) {
    younger = stop;
  }

  void over() {
    alone(NOBODY);
  }

  /** Whether two are under way. */
  boolean isOn() {
    return younger != NOBODY;
  }

  boolean has(int stop) {
    return stop != NOBODY && (stop == older || stop == younger);
  }

  boolean isYounger(int stop) {
    return isOn() && stop == younger;
  }

  /** {@code stop} is out of a race that is on; gives the one that goes on alone. */
  int without(int stop) {
    alone(isYounger(stop) ? older : younger);
    return older;
  }
}
