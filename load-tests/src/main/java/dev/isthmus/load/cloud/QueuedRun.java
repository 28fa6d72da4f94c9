package dev.isthmus.load.cloud;

import dev.isthmus.load.cloud.Sale.End;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A run that first waits for a slot of its engine. Threads: the cloud's event loop. */
final class QueuedRun implements Run {
  private final EngineQueue queue;
  private final Line line;
  private final IntFunction<Run> runs;
  private final long tokens;
  private @Nullable Run run;

  /**
   * Waits before a run of {@code runs}, which is told how many others have a slot.
   *
   * @param tokens what it holds of the engine's cache while it runs
   */
  QueuedRun(EngineQueue queue, Line line, IntFunction<Run> runs, long tokens) {
    this.queue = queue;
    this.line = line;
    this.runs = runs;
    this.tokens = tokens;
  }

  @Override
  public void start() {
    queue.enter(this);
  }

  /** There is a slot beside {@code others}. */
  void begin(int others) {
    line.begins(() -> queue.over(tokens));
    Run begun = runs.apply(others);
    run = begun;
    begun.start();
  }

  long tokens() {
    return tokens;
  }

  @Override
  public void hungUp() {
    Run begun = run;
    if (begun != null) {
      begun.hungUp();
    } else if (queue.leave(this)) {
      line.end(End.CANCELLED, 0, TokenCount.NONE, false);
    }
  }
}
