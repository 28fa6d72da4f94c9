package dev.isthmus.core.signal;

/**
 * What a self-hosted engine says of itself, whoever its callers are. Units: calls; a part of its
 * memory for tokens. NaN where it does not say.
 *
 * @param waiting calls that have not begun, because others are before them
 * @param running calls that it works on
 * @param kvUse the part of its key-value cache that running calls hold, from 0 to 1
 */
public record EngineReport(double waiting, double running, double kvUse) {
  /** More than any engine holds; keeps what is reckoned from it finite. */
  private static final double MOST_CALLS = 1e6;

  public EngineReport {
    waiting = sane(waiting, MOST_CALLS);
    running = sane(running, MOST_CALLS);
    kvUse = sane(kvUse, 1);
  }

  /** Whether it says anything that routing goes by. */
  public boolean isTelling() {
    return !Double.isNaN(waiting) || !Double.isNaN(kvUse);
  }

  /** NaN passes every comparison by. */
  private static double sane(double value, double most) {
    return value < 0 ? Double.NaN : Math.min(most, value);
  }
}
