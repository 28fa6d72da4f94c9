package dev.isthmus.core.route;

/**
 * The order in which a call's candidates are to be tried, as far as whoever drives the call must
 * know it. Threads: the call's event loop. Numbers are positions in the order, from 0.
 */
public interface Itinerary {
  /** No stop at all. */
  Itinerary NONE =
      new Itinerary() {
        @Override
        public int size() {
          return 0;
        }

        @Override
        public int candidate(int stop) {
          return stop;
        }

        @Override
        public boolean sameFate(int stop, int candidate) {
          return false;
        }

        @Override
        public boolean sameOperator(int stop, int candidate) {
          return false;
        }

        @Override
        public long patienceNanos(int stop) {
          return -1;
        }

        @Override
        public long expectedFirstContentNanos(int stop) {
          return 0;
        }

        @Override
        public boolean healthy(int stop) {
          return false;
        }

        @Override
        public boolean sound(int stop, long nowNanos) {
          return false;
        }
      };

  int size();

  /** The stop's number among the call's candidates: the same in every plan of the call. */
  int candidate(int stop);

  /**
   * Whether a stop shares an operator and region with one of the call's candidates, so that they
   * may well fail together.
   */
  boolean sameFate(int stop, int candidate);

  /** Whether it shares an operator, in whatever region: what befell one may befall both. */
  boolean sameOperator(int stop, int candidate);

  /**
   * Whether it is worth its price to try {@code stop} before {@code kin}, whose provider has failed
   * this very call {@code failures} times more often than the provider of {@code stop}.
   */
  default boolean worthInstead(int stop, int kin, int failures) {
    return true;
  }

  /**
   * How long a stop may stay without content before another is tried instead, in nanoseconds, or −1
   * where silence means nothing because its model thinks first.
   */
  long patienceNanos(int stop);

  /**
   * How long a stop may be silent, between two parts of a stream or where {@link #patienceNanos}
   * says nothing, before that is a stall: something to note, which ends nothing. In nanoseconds; −1
   * for as long as it likes.
   */
  default long stallNanos(int stop, long nowNanos) {
    return -1;
  }

  /** How long a stop is expected to take to its first content, in nanoseconds. */
  long expectedFirstContentNanos(int stop);

  /**
   * Whether the stop is healthy and hardly ever failed lately: a call whom two others failed may go
   * there without the retry budget, if it is in another place than they.
   */
  boolean sound(int stop, long nowNanos);

  /** Whether the stop looks healthy, so that going on to it is not charged to the retry budget. */
  boolean healthy(int stop);
}
