package dev.isthmus.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of requests that came before their turn.
 *
 * <p>They are copied into blocks of our own: a caller that sends them one by one would else pin a
 * whole receive buffer with each. Threads: one event loop.
 */
final class Backlog {
  private static final int BLOCK_BYTES = 16 << 10;

  private final ArrayDeque<ByteBuf> blocks = new ArrayDeque<>(2);
  private final ByteBufAllocator allocator;

  Backlog(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Borrows {@code in} and reads all of it. */
  void add(ByteBuf in) {
    while (in.isReadable()) {
      ByteBuf last = blocks.peekLast();
      if (last == null || !last.isWritable()) {
        last = allocator.directBuffer(BLOCK_BYTES, BLOCK_BYTES);
        blocks.add(last);
      }
      last.writeBytes(in, Math.min(in.readableBytes(), last.writableBytes()));
    }
  }

  /** Lends the oldest block, to be read from its front, or null. */
  @Nullable ByteBuf first() {
    return blocks.peekFirst();
  }

  /** Lets go of the oldest block if all of it was read. */
  void trim() {
    ByteBuf first = blocks.peekFirst();
    if (first != null && !first.isReadable()) {
      blocks.removeFirst().release();
    }
  }

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  int bytes() {
    int bytes = 0;
    for (ByteBuf block : blocks) {
      bytes += block.readableBytes();
    }
    return bytes;
  }

  void clear() {
    while (!blocks.isEmpty()) {
      blocks.removeFirst().release();
    }
  }
}
