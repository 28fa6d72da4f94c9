package dev.isthmus.core.exchange;

/** Counts a call's attempts. Threads: one event loop. */
final class Tries {
  private long triedMask;
  private int count;
  private int sent;
  private int unansweredMoves;

  void start(int stop) {
    triedMask |= 1L << stop;
    count++;
  }

  boolean tried(int stop) {
    return (triedMask & 1L << stop) != 0;
  }

  int count() {
    return count;
  }

  void sent() {
    sent++;
  }

  int sentCount() {
    return sent;
  }

  void unansweredMove() {
    unansweredMoves++;
  }

  int unansweredMoves() {
    return unansweredMoves;
  }
}
