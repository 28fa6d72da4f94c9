package dev.isthmus.load.simulation.fleet;

import dev.isthmus.core.call.LimitReport;

/** Takes everybody. */
enum NoLimiter implements Limiter {
  INSTANCE;

  @Override
  public boolean tryAdmit(Load load, double seconds) {
    return true;
  }

  @Override
  public boolean admits(Load load, double seconds) {
    return true;
  }

  @Override
  public LimitReport report(double seconds) {
    return LimitReport.NONE;
  }

  @Override
  public long retryAfterMillis(Load load, double seconds) {
    return -1;
  }

  @Override
  public void scale(double factor, double seconds) {
    // There is nothing to scale.
  }
}
