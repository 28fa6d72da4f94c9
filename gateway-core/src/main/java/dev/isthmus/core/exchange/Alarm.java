package dev.isthmus.core.exchange;

import dev.isthmus.core.call.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A call's one timer. Putting it off costs nothing: it rings at the earlier time, finds that there
 * is nothing to do, and is set again. Threads: one event loop.
 */
public final class Alarm {
  private final Scheduler scheduler;
  private Scheduler.@Nullable Timer timer;
  private long ringsAtNanos;

  public Alarm(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Makes sure that {@code task} runs at {@code atNanos} or before. */
  public void set(long atNanos, long nowNanos, Runnable task) {
    if (timer != null && ringsAtNanos - atNanos <= 0) {
      return;
    }
    cancel();
    ringsAtNanos = atNanos;
    timer =
        scheduler.schedule(
            () -> {
              timer = null;
              task.run();
            },
            Math.max(0, atNanos - nowNanos));
  }

  public void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
