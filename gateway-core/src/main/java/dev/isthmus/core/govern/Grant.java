package dev.isthmus.core.govern;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Terms;
import dev.isthmus.core.call.Usage;

/**
 * Leave to make one call; it holds room in the caller's limits until it is closed. Threads: the
 * call's event loop. Errors: closing it twice is a bug and throws.
 */
public final class Grant implements Admission {
  private final CallerMeter meter;
  private final Terms terms;
  private final long reservedTokens;
  private boolean closed;

  Grant(CallerMeter meter, Terms terms, long reservedTokens) {
    this.meter = meter;
    this.terms = terms;
    this.reservedTokens = reservedTokens;
  }

  public Terms terms() {
    return terms;
  }

  /** What the caller has left of its own limits. */
  public LimitReport limits(long nowNanos) {
    return meter.report(nowNanos);
  }

  /**
   * Ends the call, however it ended, and settles what it reserved.
   *
   * @param usage all that the caller pays for; {@link Usage#NONE} if nothing was done
   */
  @HotPath
  public void close(Usage usage, long nowNanos) {
    if (closed) {
      throw new IllegalStateException("grant: closed twice (expected: once)");
    }
    closed = true;
    meter.leave(reservedTokens, usage.total(), nowNanos);
  }
}
