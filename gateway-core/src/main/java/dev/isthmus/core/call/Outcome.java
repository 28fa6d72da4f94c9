package dev.isthmus.core.call;

/** How a call or an attempt ended: there are three ends, and a caller that hangs up is no error. */
public sealed interface Outcome {

  /** The whole answer was handed over. */
  record Completed() implements Outcome {}

  /** It ended in {@code failure}. */
  record Failed(Failure failure) implements Outcome {}

  /** The caller went away, or the attempt lost a race: nobody is to blame. */
  record Cancelled() implements Outcome {}

  Outcome COMPLETED = new Completed();
  Outcome CANCELLED = new Cancelled();
}
