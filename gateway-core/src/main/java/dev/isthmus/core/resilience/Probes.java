package dev.isthmus.core.resilience;

/**
 * The permits of one half-open spell: how many are left, and which are out since when.
 *
 * <p>Threads: its breaker's lock guards it. Errors: giving more than there are is a bug and throws.
 */
final class Probes {
  /** How many calls try a deployment before its breaker decides. */
  static final int LIMIT = 3;

  /** After so long nobody waits for a probe's report, and its permit goes to another call. */
  static final long PATIENCE_NANOS = 30_000_000_000L;

  private static final long FREE = 0;

  private final long[] numbers = new long[LIMIT];
  private final long[] givenNanos = new long[LIMIT];
  private long lastNumber;
  private int left = LIMIT;

  /** Begins a new spell: all permits are here. */
  void restart() {
    for (int i = 0; i < LIMIT; i++) {
      numbers[i] = FREE;
    }
    lastNumber = 0;
    left = LIMIT;
  }

  /** Gives one permit away and answers its number. */
  long give(long nowNanos) {
    for (int i = 0; i < LIMIT; i++) {
      if (left > 0 && numbers[i] == FREE) {
        numbers[i] = ++lastNumber;
        givenNanos[i] = nowNanos;
        left--;
        return lastNumber;
      }
    }
    throw new IllegalStateException("probes: all out (expected: one left)");
  }

  /** The call reported, so its permit is used up. */
  void settle(long number) {
    remove(number);
  }

  /** The call had nothing to say; true if its permit was still out and is here again. */
  boolean putBack(long number) {
    if (!remove(number)) {
      return false;
    }
    left++;
    return true;
  }

  /** Takes back one permit that has been out for too long; false if there is none. */
  boolean takeBackOld(long nowNanos) {
    for (int i = 0; i < LIMIT; i++) {
      if (numbers[i] != FREE && nowNanos - givenNanos[i] >= PATIENCE_NANOS) {
        return putBack(numbers[i]);
      }
    }
    return false;
  }

  /** When the next permit can be had: now, or when the oldest that is out may be taken back. */
  long availableFromNanos(long nowNanos) {
    if (left > 0) {
      return nowNanos;
    }
    long from = nowNanos + PATIENCE_NANOS;
    for (int i = 0; i < LIMIT; i++) {
      long back = givenNanos[i] + PATIENCE_NANOS;
      if (numbers[i] != FREE && back - from < 0) {
        from = back;
      }
    }
    return from;
  }

  private boolean remove(long number) {
    for (int i = 0; i < LIMIT; i++) {
      if (number != FREE && numbers[i] == number) {
        numbers[i] = FREE;
        return true;
      }
    }
    return false;
  }
}
