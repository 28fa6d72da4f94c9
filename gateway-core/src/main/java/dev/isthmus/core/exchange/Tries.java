package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Decision;

/** Counts a call's attempts. Threads: one event loop. */
final class Tries {
  /** So many attempts have a row of their own in a decision; later ones share the last. */
  private static final int MOST_BEFORE_HEDGE = Decision.MAX_ATTEMPTS - 2;

  /** The two of a race are among those that may be sent and not answered. */
  private static final int MOST_UNANSWERED_BEFORE_HEDGE = Course.MAX_SENT_ATTEMPTS - 2;

  private long triedMask;

  /** Of candidates, over all plans: those that were asked, and those of them that failed. */
  private long askedMask;

  private long failedMask;
  private int lastAsked = -1;
  private int count;
  private int sent;
  private int unansweredMoves;
  private int rests;
  private int plans;
  private boolean hedged;

  void start(int stop, int candidate) {
    triedMask |= 1L << stop;
    askedMask |= 1L << candidate;
    lastAsked = candidate;
    count++;
  }

  /** Stops have new numbers from here; what was counted stays, and so do candidates. */
  void planAnew() {
    triedMask = 0;
    plans++;
  }

  int plans() {
    return plans;
  }

  /** The candidate that was asked last. */
  int lastAsked() {
    return lastAsked;
  }

  boolean tried(int stop) {
    return (triedMask & 1L << stop) != 0;
  }

  /** The attempt at {@code candidate} failed, and its deployment is to blame. */
  void failed(int candidate) {
    failedMask |= 1L << candidate;
  }

  boolean hasFailed(int candidate) {
    return (failedMask & 1L << candidate) != 0;
  }

  long askedMask() {
    return askedMask;
  }

  long failedMask() {
    return failedMask;
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

  void hedge() {
    hedged = true;
  }

  /** Whether two attempts may run side by side: once in a call. */
  boolean mayHedge() {
    return !hedged && count <= MOST_BEFORE_HEDGE && unansweredMoves <= MOST_UNANSWERED_BEFORE_HEDGE;
  }
}
