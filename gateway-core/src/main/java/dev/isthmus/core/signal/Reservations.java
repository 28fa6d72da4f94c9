package dev.isthmus.core.signal;

import dev.isthmus.core.call.HotPath;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts all that was ever reserved at one deployment. The count after an attempt was added is that
 * attempt's <em>stamp</em>; what was reserved since is the difference of two counts.
 *
 * <p>Shape: requests modulo 2²³ above tokens modulo 2⁴⁰ in one {@code long} that is never negative;
 * one compare-and-set counts both. Differences are right as long as fewer than four million
 * requests, and half a trillion tokens, lie between. Threads: any; no lock, no allocation.
 */
final class Reservations {
  private static final int TOKEN_BITS = 40;
  private static final long TOKEN_MASK = (1L << TOKEN_BITS) - 1;
  private static final int REQUEST_BITS = 23;
  private static final long REQUEST_MASK = (1L << REQUEST_BITS) - 1;

  private final AtomicLong count = new AtomicLong();

  @HotPath
  long count() {
    return count.get();
  }

  /** Adds one request of {@code tokens} if the count is still {@code expected}; −1 if it is not. */
  @HotPath
  long addTo(long expected, long tokens) {
    long requests = ((expected >>> TOKEN_BITS) + 1) & REQUEST_MASK;
    long next = (requests << TOKEN_BITS) | ((expected + tokens) & TOKEN_MASK);
    return count.compareAndSet(expected, next) ? next : -1;
  }

  /** Negative where {@code to} is the earlier one. */
  @HotPath
  static long tokensBetween(long from, long to) {
    return signed(to - from, TOKEN_BITS);
  }

  /** Negative where {@code to} is the earlier one. */
  @HotPath
  static long requestsBetween(long from, long to) {
    return signed((to >>> TOKEN_BITS) - (from >>> TOKEN_BITS), REQUEST_BITS);
  }

  private static long signed(long difference, int bits) {
    return (difference << (Long.SIZE - bits)) >> (Long.SIZE - bits);
  }
}
