package dev.isthmus.core.resilience;

import dev.isthmus.core.resilience.Breaker.State;

/**
 * How a breaker's word and its permits are packed into a long: epoch ‖ probe number ‖ misconfigured
 * ‖ state. A permit is the word under which it was given, plus its probe number when half-open.
 * Every real one differs from {@link #NONE}.
 */
final class Permit {
  /** Refused. */
  static final long NONE = 0;

  private static final long STATE_MASK = 0b11;
  private static final long CLOSED = State.CLOSED.ordinal() + 1L;
  private static final long MISCONFIGURED = 0b100;
  private static final int PROBE_SHIFT = 3;
  private static final int EPOCH_SHIFT = 24;

  /** More probes than one half-open spell can give: three each 30 s, for half a year. */
  private static final long PROBE_MASK = (1L << (EPOCH_SHIFT - PROBE_SHIFT)) - 1;

  private static final State[] STATES = State.values();

  private Permit() {}

  static long word(long epoch, State state, boolean misconfigured) {
    long flag = misconfigured ? MISCONFIGURED : 0;
    return epoch << EPOCH_SHIFT | flag | (state.ordinal() + 1);
  }

  static long ofProbe(long word, long number) {
    return word | (number & PROBE_MASK) << PROBE_SHIFT;
  }

  static State state(long word) {
    return STATES[(int) (word & STATE_MASK) - 1];
  }

  static boolean closed(long word) {
    return (word & STATE_MASK) == CLOSED;
  }

  static boolean misconfigured(long word) {
    return (word & MISCONFIGURED) != 0;
  }

  static long probe(long permit) {
    return permit >>> PROBE_SHIFT & PROBE_MASK;
  }

  static long epoch(long word) {
    return word >>> EPOCH_SHIFT;
  }
}
