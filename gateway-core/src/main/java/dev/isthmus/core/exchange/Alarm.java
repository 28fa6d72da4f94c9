package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A call's one timer. Putting it off costs nothing: it rings at the earlier time, finds that there
 * is nothing to do, and is set again. Threads: one event loop.
 */
public final class Alarm {
  private final Scheduler scheduler;
  private final Runnable ring = this::ring;
  private Scheduler.@Nullable Timer timer;
  private @Nullable Runnable task;
  private long ringsAtNanos;

  public Alarm(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Makes sure that {@code next} runs at {@code atNanos} or before, and nothing else does. */
  @HotPath
  public void set(long atNanos, long nowNanos, Runnable next) {
    task = next;
    if (timer != null && ringsAtNanos - atNanos <= 0) {
      return;
    }
    stop();
    ringsAtNanos = atNanos;
    timer = scheduler.schedule(ring, Math.max(0, atNanos - nowNanos));
  }

  private void ring() {
    timer = null;
    Runnable due = task;
    if (due != null) {
      due.run();
    }
  }

  /** Nothing runs any more. It rings for nobody at the time it was set to, if not set again. */
  void mute() {
    task = null;
  }

  /** Nothing runs any more, and it does not ring. */
  public void cancel() {
    mute();
    stop();
  }

  private void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
