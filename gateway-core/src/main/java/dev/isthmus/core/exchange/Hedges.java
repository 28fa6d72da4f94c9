package dev.isthmus.core.exchange;

/**
 * Where, when and at whose expense a second attempt of a call may run beside the first, as far as
 * its {@link Course} must know it. Units: nanoseconds of the course's clock. Threads: the call's
 * event loop. Numbers are stops of the call's plan.
 */
public interface Hedges {
  /** Nowhere. */
  Hedges NONE =
      new Hedges() {
        @Override
        public long delayNanos(int stop, long nowNanos) {
          return -1;
        }

        @Override
        public boolean suits(int stop, long nowNanos) {
          return false;
        }

        @Override
        public boolean tryTake(int stop, int other, long nowNanos) {
          return false;
        }

        @Override
        public void giveBack() {}
      };

  /** How long {@code stop} may stay without content before a second attempt; −1 for ever. */
  long delayNanos(int stop, long nowNanos);

  /** Whether {@code stop} may be the second. */
  boolean suits(int stop, long nowNanos);

  /** Takes what running {@code other} beside {@code stop} may cost, or refuses. */
  boolean tryTake(int stop, int other, long nowNanos);

  /** What was taken was not used: the second attempt could not be started. */
  void giveBack();
}
