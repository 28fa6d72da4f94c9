package dev.isthmus.core.call;

/**
 * The time of one event loop, which can be held: while one arrival is worked on, all that follows
 * from it happens when it arrived. A reading costs some fifty nanoseconds, and a call asks for the
 * time twenty times.
 *
 * <p>Threads: its event loop.
 */
public final class TurnTicker implements Ticker {
  private final Ticker source;
  private boolean holding;
  private long held;

  public TurnTicker(Ticker source) {
    this.source = source;
  }

  /** The time stays as it is now until {@link #release}. */
  @HotPath
  public void hold() {
    held = source.nanoTime();
    holding = true;
  }

  /** The time goes on; without {@link #hold} before it nothing happens. */
  @HotPath
  public void release() {
    holding = false;
  }

  @HotPath
  @Override
  public long nanoTime() {
    return holding ? held : source.nanoTime();
  }
}
