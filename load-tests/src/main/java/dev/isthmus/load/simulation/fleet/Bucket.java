package dev.isthmus.load.simulation.fleet;

/** A bucket of what may be used, which fills all the time. Units: tokens or requests; seconds. */
final class Bucket {
  private static final double MINUTE = 60;

  private final long perMinute;
  private double factor = 1;
  private double level;
  private double atSeconds;

  /** {@code perMinute} of −1 has no bottom. It starts full. */
  Bucket(long perMinute) {
    this.perMinute = perMinute;
    this.level = (double) Math.max(0, perMinute);
  }

  boolean has(long amount, double seconds) {
    fill(seconds);
    return perMinute < 0 || level >= Math.min((double) amount, size());
  }

  void take(long amount, double seconds) {
    fill(seconds);
    level -= (double) amount;
  }

  void giveBack(long amount, double seconds) {
    fill(seconds);
    level = Math.min(size(), level + (double) amount);
  }

  /** What is left, −1 where there is no limit. */
  long left(double seconds) {
    fill(seconds);
    return perMinute < 0 ? -1 : (long) Math.max(0, level);
  }

  long limit() {
    return perMinute < 0 ? -1 : (long) size();
  }

  /** Seconds until {@code amount} is there. */
  double wait(long amount, double seconds) {
    fill(seconds);
    double missing = Math.min((double) amount, size()) - level;
    return perMinute < 0 || missing <= 0 ? 0 : missing / (size() / MINUTE);
  }

  void scale(double part, double seconds) {
    fill(seconds);
    factor = part;
    level = Math.min(level, size());
  }

  private double size() {
    return Math.max(1, (double) perMinute * factor);
  }

  private void fill(double seconds) {
    level = Math.min(size(), level + (seconds - atSeconds) * size() / MINUTE);
    atSeconds = seconds;
  }
}
