package dev.isthmus.load.cloud;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The batch of a self-hosted engine and the queue before it: what finds no slot waits its turn.
 * Threads: the cloud's event loop.
 */
final class EngineQueue {
  private final Deployment.Engine engine;
  private final Deque<QueuedRun> waiting = new ArrayDeque<>();
  private int running;
  private long heldTokens;

  EngineQueue(Deployment.Engine engine) {
    this.engine = engine;
  }

  /** Lets {@code run} begin, now or when there is a slot. */
  void enter(QueuedRun run) {
    waiting.add(run);
    advance();
  }

  /** Its caller is gone; whether it was still waiting. */
  boolean leave(QueuedRun run) {
    return waiting.remove(run);
  }

  /** A run that began, and held so many tokens, is over. */
  void over(long tokens) {
    running--;
    heldTokens -= tokens;
    advance();
  }

  private void advance() {
    while (!waiting.isEmpty() && (engine.slots() <= 0 || running < engine.slots())) {
      QueuedRun next = waiting.remove();
      int others = running++;
      heldTokens += next.tokens();
      next.begin(others);
    }
  }

  int waiting() {
    return waiting.size();
  }

  int running() {
    return running;
  }

  /** The part of the cache that is held; 0 where its size is not told. */
  double kvUse() {
    return engine.kvTokens() <= 0 ? 0 : Math.min(1, (double) heldTokens / engine.kvTokens());
  }
}
