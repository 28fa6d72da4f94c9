package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;

/**
 * How full an engine is by its own word, which counts the calls of everybody: other gateways too.
 *
 * <p>Shape: what it last said, replaced whole. Between two reports those calls of ours count as
 * waiting that were sent to an engine at which calls wait, so that they do not all rush to where
 * the queue was short a second ago. A report that is too old is none: a metrics port that died
 * keeps nobody away. Units: calls, parts, nanoseconds of the ticker. Threads: any; immutable.
 * Allocation: none.
 */
public final class EngineLoad {
  /** The load of a deployment that nobody asks for it. */
  public static final EngineLoad NONE =
      new EngineLoad(
          new EngineReport(Double.NaN, Double.NaN, Double.NaN), new EngineLimits(1, 1, 1), 0, 0);

  private final EngineReport report;
  private final EngineLimits limits;
  private final boolean telling;
  private final int ours;
  private final long atNanos;

  /** {@code ours} is how many of our calls were in flight when the report came. */
  EngineLoad(EngineReport report, EngineLimits limits, int ours, long atNanos) {
    this.report = report;
    this.limits = limits;
    this.telling = report.isTelling();
    this.ours = ours;
    this.atNanos = atNanos;
  }

  /** Whether the report still counts. */
  @HotPath
  public boolean isFresh(long nowNanos) {
    return telling && nowNanos - atNanos <= limits.holdsNanos();
  }

  /** What it last said, however long ago. */
  public EngineReport report() {
    return report;
  }

  /** Since the report came; of no meaning for {@link #NONE}. */
  public long ageNanos(long nowNanos) {
    return nowNanos - atNanos;
  }

  /**
   * {@code max(waiting / fullQueue, kvUse / fullKv)}: from 1 on it is full. 0 where nothing is
   * known.
   *
   * @param inFlight how many of our calls are there now
   */
  @HotPath
  public double saturation(int inFlight, long nowNanos) {
    if (!isFresh(nowNanos)) {
      return 0;
    }
    return Math.max(
        known(waiting(inFlight)) / limits.fullQueue(), known(report.kvUse()) / limits.fullKv());
  }

  /**
   * How many times the length of a call a new one waits until it begins: {@code waiting / running},
   * because of n calls that run one ends every n-th part of its length. 0 where none waits, or
   * nothing is known.
   */
  @HotPath
  public double callsAhead(int inFlight, long nowNanos) {
    if (!isFresh(nowNanos)) {
      return 0;
    }
    double running = known(report.running());
    // An engine that says nothing of what runs works on some of what we sent, at least.
    double atOnce = running > 0 ? running : inFlight - known(report.waiting());
    return known(waiting(inFlight)) / Math.max(1, atOnce);
  }

  private double waiting(int inFlight) {
    return report.waiting() > 0 ? report.waiting() + Math.max(0, inFlight - ours) : 0;
  }

  private static double known(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
