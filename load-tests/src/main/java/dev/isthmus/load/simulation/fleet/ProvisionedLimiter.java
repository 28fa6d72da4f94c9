package dev.isthmus.load.simulation.fleet;

import dev.isthmus.core.call.LimitReport;

/**
 * Provisioned capacity: what is held drains at a constant rate, and at the end of a call is
 * corrected to what was used. It refuses above 100 % and says for how many milliseconds.
 *
 * <p>Source: Azure OpenAI's page on provisioned throughput.
 */
final class ProvisionedLimiter implements Limiter {
  private static final double MINUTE = 60;
  private static final double MILLIS = 1e3;

  /** How many seconds of its rate it lets itself be behind. */
  private static final double AHEAD_SECONDS = 20;

  private final double perSecond;
  private double factor = 1;
  private double owed;
  private double atSeconds;

  ProvisionedLimiter(Terms terms) {
    perSecond = terms.perMinute() / MINUTE;
  }

  @Override
  public boolean tryAdmit(Load load, double seconds) {
    if (!admits(load, seconds)) {
      return false;
    }
    owed += load.held() - load.cached();
    return true;
  }

  @Override
  public boolean admits(Load load, double seconds) {
    drain(seconds);
    return used() < 1;
  }

  @Override
  public void settle(Load load, long output, double seconds) {
    drain(seconds);
    owed = Math.max(0, owed - Math.max(0, load.most() - output));
  }

  @Override
  public LimitReport report(double seconds) {
    drain(seconds);
    return new LimitReport(-1, -1, -1, -1, -1, -1, -1, Math.min(2, used()));
  }

  @Override
  public long retryAfterMillis(Load load, double seconds) {
    drain(seconds);
    return (long) Math.max(1, Math.ceil((owed - most()) / (perSecond * factor) * MILLIS));
  }

  @Override
  public void scale(double part, double seconds) {
    drain(seconds);
    factor = part;
  }

  private double used() {
    return owed / most();
  }

  private double most() {
    return perSecond * factor * AHEAD_SECONDS;
  }

  private void drain(double seconds) {
    owed = Math.max(0, owed - (seconds - atSeconds) * perSecond * factor);
    atSeconds = seconds;
  }
}
