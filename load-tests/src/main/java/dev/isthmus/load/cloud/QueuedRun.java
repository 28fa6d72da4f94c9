package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.Sale.End;

/** A run that first waits for a slot of its engine. Threads: the cloud's event loop. */
final class QueuedRun implements Run {
  private final EngineQueue queue;
  private final Line line;
  private final Run run;
  private final long tokens;

  /** {@code tokens} is what it holds of the engine's cache while it runs. */
  QueuedRun(EngineQueue queue, Line line, Run run, long tokens) {
    this.queue = queue;
    this.line = line;
    this.run = run;
    this.tokens = tokens;
  }

  @Override
  public void start() {
    queue.enter(this);
  }

  /** There is a slot. */
  void begin() {
    line.begins(() -> queue.over(tokens));
    run.start();
  }

  long tokens() {
    return tokens;
  }

  @Override
  public void hungUp() {
    if (queue.leave(this)) {
      line.end(End.CANCELLED, 0, TokenCount.NONE, false);
    } else {
      run.hungUp();
    }
  }
}
