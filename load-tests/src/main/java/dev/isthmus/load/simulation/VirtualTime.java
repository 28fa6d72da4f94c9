package dev.isthmus.load.simulation;

import dev.isthmus.core.call.Scheduler;
import dev.isthmus.core.call.Ticker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The time of one run, and what is to happen in it: nothing but an event moves it on.
 *
 * <p>Shape: a binary heap by time, then by order of scheduling, so that a run is the same each time
 * it is run. Units: nanoseconds. Threads: one.
 */
public final class VirtualTime implements Ticker, Scheduler {
  /** Not zero, so that nothing mistakes the beginning for "never". */
  public static final long START_NANOS = 3_600_000_000_000L;

  private static final double NANOS = 1e9;
  private static final int FIRST_SIZE = 1024;

  private long nowNanos;
  private long scheduled;
  private long happened;
  private Event[] heap = new Event[FIRST_SIZE];
  private int size;

  /** Beginning with the run. */
  public VirtualTime() {
    this(0);
  }

  /** Beginning {@code seconds} before the run, for what exists before its first call. */
  public VirtualTime(double seconds) {
    nowNanos = START_NANOS - Math.round(seconds * NANOS);
  }

  private static final class Event implements Timer {
    private final long atNanos;
    private final long number;
    private @Nullable Runnable task;

    Event(long atNanos, long number, Runnable task) {
      this.atNanos = atNanos;
      this.number = number;
      this.task = task;
    }

    @Override
    public void cancel() {
      task = null;
    }

    boolean before(Event other) {
      return atNanos != other.atNanos ? atNanos < other.atNanos : number < other.number;
    }
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  /** Seconds since the run began. */
  public double seconds() {
    return (nowNanos - START_NANOS) / NANOS;
  }

  /** Events that have happened so far; those that were cancelled are not among them. */
  public long happened() {
    return happened;
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Event event = new Event(nowNanos + Math.max(0, delayNanos), scheduled++, task);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    rise(event);
    return event;
  }

  /** As {@link #schedule}, in seconds from now. */
  public Timer after(double seconds, Runnable task) {
    return schedule(task, Math.round(seconds * NANOS));
  }

  /** As {@link #schedule}, in seconds since the run began. */
  public Timer at(double seconds, Runnable task) {
    return after(seconds - seconds(), task);
  }

  /** Lets everything happen that is due until {@code seconds} after the beginning. */
  public void runUntil(double seconds) {
    long end = START_NANOS + Math.round(seconds * NANOS);
    while (size > 0 && heap[0].atNanos <= end) {
      Event next = heap[0];
      removeFirst();
      Runnable task = next.task;
      if (task != null) {
        nowNanos = next.atNanos;
        next.task = null;
        happened++;
        task.run();
      }
    }
    nowNanos = Math.max(nowNanos, end);
  }

  private void rise(Event event) {
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!event.before(heap[parent])) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = event;
  }

  private void removeFirst() {
    Event last = heap[--size];
    int at = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && heap[child + 1].before(heap[child])) {
        child++;
      }
      if (!heap[child].before(last)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
      child = 2 * at + 1;
    }
    heap[at] = last;
  }
}
