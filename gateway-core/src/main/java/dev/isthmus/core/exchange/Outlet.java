package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HotPath;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * Holds an answer's bytes until its first content commits it, and lets all that follows pass
 * untouched. Threads: one event loop.
 */
final class Outlet {
  /** Bytes held before content; an answer with more than that before its content is let go. */
  static final int MAX_HELD_BYTES = 64 * 1024;

  private final Downstream downstream;
  private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(4);
  private int heldBytes;
  private boolean open;

  Outlet(Downstream downstream) {
    this.downstream = downstream;
  }

  /** Takes {@code bytes}. */
  @HotPath
  void pass(ByteBuf bytes) {
    if (open) {
      downstream.body(bytes);
    } else {
      heldBytes += bytes.readableBytes();
      held.add(bytes);
    }
  }

  /** Whether what comes passes. */
  boolean isOpen() {
    return open;
  }

  /** Pushes what passed to the socket. */
  @HotPath
  void flush() {
    downstream.flush();
  }

  /** Whether the caller keeps up. */
  @HotPath
  boolean isWritable() {
    return downstream.isWritable();
  }

  boolean isFull() {
    return heldBytes > MAX_HELD_BYTES;
  }

  int heldBytes() {
    return heldBytes;
  }

  /** From now on everything passes, first what was held. */
  void open() {
    open = true;
    ByteBuf bytes;
    while ((bytes = held.poll()) != null) {
      downstream.body(bytes);
    }
    heldBytes = 0;
  }

  /** Forgets what was held: the answer it belongs to is not the one that the caller gets. */
  void drop() {
    ByteBuf bytes;
    while ((bytes = held.poll()) != null) {
      bytes.release();
    }
    heldBytes = 0;
  }
}
