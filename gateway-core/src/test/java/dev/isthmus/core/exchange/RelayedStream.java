package dev.isthmus.core.exchange;

import java.util.function.LongSupplier;

/** A stream under way, for those outside this package who count and time it. */
public final class RelayedStream {
  private RelayedStream() {}

  /** Passes on one chunk, as a read batch of its own. */
  public static LongSupplier chunk() {
    RelayAllocation relay = new RelayAllocation(false);
    return relay::chunk;
  }
}
