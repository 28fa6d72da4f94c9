package dev.isthmus.core.resilience;

/** What one breaker counts beside Resilience4j's window. Threads: its breaker's lock guards it. */
final class BreakerTally {
  private long successes;
  private long slow;
  private long failures;
  private long stale;
  private long lost;
  private long openings;
  private int failuresInARow;

  void succeeded(boolean wasSlow) {
    successes++;
    slow += wasSlow ? 1 : 0;
    failuresInARow = 0;
  }

  void failed() {
    failures++;
    failuresInARow++;
  }

  void stale() {
    stale++;
  }

  void lost() {
    lost++;
  }

  void entered(Breaker.State state) {
    failuresInARow = 0;
    openings += state == Breaker.State.OPEN ? 1 : 0;
  }

  int failuresInARow() {
    return failuresInARow;
  }

  Breaker.Counts counts() {
    return new Breaker.Counts(successes, slow, failures, stale, lost, openings);
  }
}
