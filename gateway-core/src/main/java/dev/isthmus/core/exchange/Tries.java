package dev.isthmus.core.exchange;

/** Counts a call's attempts. Threads: one event loop. */
final class Tries {
  private long triedMask;
  private int count;
  private int sent;
  private int unansweredMoves;
  private int rests;

  void start(int stop) {
    triedMask |= 1L << stop;
    count++;
  }

  /** Stops have new numbers from here; what was counted stays. */
  void planAnew() {
    triedMask = 0;
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

  void rest() {
    rests++;
  }

  int rests() {
    return rests;
  }

  void unansweredMove() {
    unansweredMoves++;
  }

  int unansweredMoves() {
    return unansweredMoves;
  }
}
