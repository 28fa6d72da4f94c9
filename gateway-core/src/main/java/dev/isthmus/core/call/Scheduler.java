package dev.isthmus.core.call;

/** Runs something later on the event loop that it belongs to. Threads: that loop only. */
public interface Scheduler {

  Timer schedule(Runnable task, long delayNanos);

  /** Something that has not run yet. */
  interface Timer {
    /** After this the task does not run; a task that ran is left alone. */
    void cancel();
  }
}
