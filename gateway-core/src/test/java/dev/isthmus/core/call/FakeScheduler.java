package dev.isthmus.core.call;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A scheduler whose time a test moves. Work runs only inside {@link #advance}, in order of its due
 * time and then of its scheduling, and never inside {@link #schedule}: so code that wrongly relies
 * on either shows itself. Threads: the test's.
 */
public final class FakeScheduler implements Scheduler {
  /** Tasks that one step may run before we take them for a loop without end. */
  private static final int MOST_TASKS_PER_STEP = 10_000_000;

  private final FakeTicker ticker;
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.comparingLong(Task::dueNanos).thenComparingLong(Task::sequence));
  private long nextSequence;

  public FakeScheduler(FakeTicker ticker) {
    this.ticker = ticker;
  }

  @Override
  public Timer schedule(Runnable work, long delayNanos) {
    long dueNanos = ticker.nanoTime() + Math.max(0, delayNanos);
    Task task = new Task(work, dueNanos, nextSequence++);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  /** Moves time on by {@code nanos}, stopping at each task that comes due on the way. */
  public void advance(long nanos) {
    long endNanos = ticker.nanoTime() + nanos;
    for (int ran = 0; ran < MOST_TASKS_PER_STEP; ran++) {
      Task next = tasks.peek();
      if (next == null || next.dueNanos > endNanos) {
        ticker.advance(endNanos - ticker.nanoTime());
        return;
      }
      tasks.remove();
      ticker.advance(Math.max(0, next.dueNanos - ticker.nanoTime()));
      next.work.run();
    }
    throw new AssertionError("tasks keep scheduling themselves without letting time pass");
  }

  /** Runs what is due now, without moving time. */
  public void runDue() {
    advance(0);
  }

  public FakeTicker ticker() {
    return ticker;
  }

  /** How many tasks have neither run nor been cancelled. */
  public int pending() {
    return tasks.size();
  }

  private record Task(Runnable work, long dueNanos, long sequence) {}
}
