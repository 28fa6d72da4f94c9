package dev.isthmus.core.call;

/** Monotonic time by constructor, so that tests and the simulator own it. */
@FunctionalInterface
public interface Ticker {

  /** Nanoseconds since an arbitrary origin; only differences mean anything. Any thread. */
  long nanoTime();
}
