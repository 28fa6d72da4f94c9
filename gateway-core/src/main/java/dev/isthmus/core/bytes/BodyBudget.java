package dev.isthmus.core.bytes;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the bodies that are being held may take, over the whole process. Units: bytes.
 * Threads: any; no lock.
 */
public final class BodyBudget {
  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();

  public BodyBudget(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= 0)");
    }
    this.maxBytes = maxBytes;
  }

  /** Takes {@code bytes}, or takes nothing and gives false where they are not left. */
  public boolean tryReserve(long bytes) {
    long before = used.get();
    while (bytes <= maxBytes - before) {
      if (used.compareAndSet(before, before + bytes)) {
        return true;
      }
      before = used.get();
    }
    return false;
  }

  /** Gives back what {@link #tryReserve} took. */
  public void release(long bytes) {
    used.addAndGet(-bytes);
  }

  public long used() {
    return used.get();
  }
}
