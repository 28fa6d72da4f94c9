package dev.isthmus.server.credential;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/** Time that passes when a test says so. */
final class Clockwork {

  private record Task(long atNanos, long order, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  final List<String> renewed = new ArrayList<>();
  private long nanos = -5;
  private long order;

  RefreshedToken.Environment environment(RandomGenerator random) {
    return new RefreshedToken.Environment(
        (task, delay) -> tasks.add(new Task(nanos + delay, order++, task)),
        () -> nanos,
        random,
        renewed::add);
  }

  void pass(Duration time) {
    long until = nanos + time.toNanos();
    while (!tasks.isEmpty() && tasks.element().atNanos() <= until) {
      Task due = tasks.remove();
      nanos = Math.max(nanos, due.atNanos());
      due.work().run();
    }
    nanos = until;
  }
}
