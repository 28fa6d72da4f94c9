package dev.isthmus.core.signal;

/**
 * When an engine counts as full, and for how long its word holds.
 *
 * @param fullQueue so many calls that wait make it full
 * @param fullKv so large a part of its key-value cache in use makes it full
 * @param holdsNanos after so long without another report it has said nothing
 */
public record EngineLimits(int fullQueue, double fullKv, long holdsNanos) {
  public EngineLimits {
    if (fullQueue < 1) {
      throw new IllegalArgumentException("full_queue: " + fullQueue + " (expected: >= 1)");
    }
    if (!(fullKv > 0 && fullKv <= 1)) {
      throw new IllegalArgumentException("full_kv: " + fullKv + " (expected: above 0, 1 at most)");
    }
    if (holdsNanos < 1) {
      throw new IllegalArgumentException("holds: " + holdsNanos + " (expected: >= 1 ns)");
    }
  }
}
