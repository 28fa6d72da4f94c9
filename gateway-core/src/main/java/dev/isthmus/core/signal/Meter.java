package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;

/**
 * Our own count of what a deployment's limit still allows, for when the provider does not say.
 * Threads: any; no lock, no allocation. Units: tokens, or requests, per minute.
 */
sealed interface Meter permits MinuteMeter, DrainMeter, NoMeter {

  /** A meter for {@code perMinute}, of which {@code share} is ours; −1 = unlimited. */
  static Meter of(long perMinute, double share, Metering metering, long nowNanos) {
    if (perMinute < 0) {
      return NoMeter.INSTANCE;
    }
    long ours = Math.max(1, (long) (perMinute * share));
    return switch (metering) {
      case PER_MINUTE -> new MinuteMeter(ours, nowNanos);
      case CONTINUOUS -> new DrainMeter(ours, nowNanos);
    };
  }

  /** This meter, with what {@code before} has taken and not yet got back taken here, too. */
  default Meter having(Meter before, long nowNanos) {
    if (before.limit() != Long.MAX_VALUE) {
      take(Math.max(0, before.limit() - before.room(nowNanos)), nowNanos);
    }
    return this;
  }

  /** Takes {@code amount} if that much is left, and nothing otherwise. */
  @HotPath
  boolean tryTake(long amount, long nowNanos);

  /** Takes {@code amount}, whatever is left. */
  @HotPath
  void take(long amount, long nowNanos);

  /** Gives back what was taken at {@code takenNanos}, where that still matters. */
  @HotPath
  void giveBack(long amount, long takenNanos, long nowNanos);

  /** The provider says that nothing is left, and does not say so of a window that starts anew. */
  default void full(long nowNanos) {
    // Windows that start anew are beyond our knowledge of when they do.
  }

  /** The part of the limit that is left, from 0 to 1. */
  @HotPath
  double left(long nowNanos);

  /** How much is left; {@link Long#MAX_VALUE} where there is no limit. */
  @HotPath
  long room(long nowNanos);

  /** What {@link #room} is at most. */
  long limit();
}
