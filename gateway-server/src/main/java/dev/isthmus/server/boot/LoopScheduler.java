package dev.isthmus.server.boot;

import dev.isthmus.core.call.Scheduler;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** An event loop's own timers. */
record LoopScheduler(EventLoop loop) implements Scheduler {

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Future<?> timer = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }
}
