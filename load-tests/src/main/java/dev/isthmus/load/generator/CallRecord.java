package dev.isthmus.load.generator;

/**
 * One call of a run.
 *
 * @param deployment who answered, where the target says so
 * @param requestId what the target called it, where it says so
 * @param outputTokens of its answer, as the target counted them
 * @param saysWhenToRetry whether the answer told when to come back
 */
public record CallRecord(
    long number,
    boolean stream,
    Outcome outcome,
    int status,
    String deployment,
    String requestId,
    long outputTokens,
    boolean saysWhenToRetry,
    Marks marks) {

  /**
   * When things happened. Units: nanoseconds of {@link System#nanoTime()}; 0 where they did not.
   *
   * @param firstContentNanos the first content event, or the first byte of a plain answer's body
   */
  public record Marks(
      long scheduledNanos, long sentNanos, long headNanos, long firstContentNanos, long endNanos) {}

  /** Whether content had arrived by {@code nanos}. */
  public boolean hadContentAt(long nanos) {
    return marks.firstContentNanos() != 0 && marks.firstContentNanos() - nanos <= 0;
  }

  /** Whether it had left and was not over at {@code nanos}. */
  public boolean ranAt(long nanos) {
    return marks.sentNanos() != 0 && marks.sentNanos() - nanos <= 0 && marks.endNanos() - nanos > 0;
  }
}
