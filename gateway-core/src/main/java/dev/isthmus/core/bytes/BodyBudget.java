package dev.isthmus.core.bytes;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much memory the bodies that are being held may take, over the whole process; or what a part
 * of them may, which then counts in both. Units: bytes. Threads: any; no lock.
 */
public final class BodyBudget {
  private final @Nullable BodyBudget whole;
  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();

  public BodyBudget(long maxBytes) {
    this(null, maxBytes);
  }

  private BodyBudget(@Nullable BodyBudget whole, long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= 0)");
    }
    this.whole = whole;
    this.maxBytes = maxBytes;
  }

  /** A budget of {@code bytes} inside this one. */
  public BodyBudget part(long bytes) {
    return new BodyBudget(this, bytes);
  }

  /** Takes {@code bytes}, or takes nothing and gives false where they are not left. */
  public boolean tryReserve(long bytes) {
    if (!tryTake(bytes)) {
      return false;
    }
    if (whole == null || whole.tryReserve(bytes)) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  private boolean tryTake(long bytes) {
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
    if (whole != null) {
      whole.release(bytes);
    }
  }

  public long used() {
    return used.get();
  }

  public long maxBytes() {
    return maxBytes;
  }

  /** What could be taken now. */
  public long left() {
    long own = maxBytes - used.get();
    return whole == null ? own : Math.min(own, whole.left());
  }
}
