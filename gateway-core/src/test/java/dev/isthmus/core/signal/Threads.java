package dev.isthmus.core.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Runs the same work on several threads at once, and fails if one of them does. */
final class Threads {
  private Threads() {}

  static void run(int count, IntConsumer work) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      Thread thread = new Thread(() -> work.accept(index));
      thread.setUncaughtExceptionHandler((failed, cause) -> failure.set(cause));
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    Throwable cause = failure.get();
    if (cause != null) {
      throw new AssertionError("a thread failed", cause);
    }
  }
}
