package dev.isthmus.core.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, held as the buffers that it came in until no attempt needs it any more.
 *
 * <p>A small part can pin a large receive buffer, and a composite of many parts is slow to read. So
 * once the parts pin more than {@value #PINNED_BYTES} bytes and more than twice what they hold,
 * they are copied into one; once there are more than {@value #MAX_PARTS} of them, the last ones
 * are, as many as are together at least half as long as the one before them. Each byte is so copied
 * a few times at most.
 *
 * <p>Threads: one event loop. Errors: none; a body that finds no room says so.
 */
public final class HeldBody {
  private static final int PINNED_BYTES = 64 * 1024;
  private static final int MAX_PARTS = 64;

  static {
    // A trained JVM compiles for bodies in parts before the first of them comes, and would have to
    // throw that away for a class that was not ready.
    Unpooled.compositeBuffer().release();
  }

  private final ByteBufAllocator allocator;
  private final BodyBudget budget;
  private @Nullable CompositeByteBuf parts;

  /** The receive buffer behind the part that came last: several parts can stand in one. */
  private @Nullable ByteBuf lastRoot;

  private ByteBuf whole = Unpooled.EMPTY_BUFFER;
  private long pinnedBytes;
  private long copiedBytes;

  public HeldBody(ByteBufAllocator allocator, BodyBudget budget) {
    this.allocator = allocator;
    this.budget = budget;
  }

  /**
   * Takes {@code part}.
   *
   * @return false where there is no room for it, in the budget or in memory: then what is held is
   *     not the whole body
   */
  public boolean add(ByteBuf part) {
    if (!part.isReadable()) {
      part.release();
      return true;
    }
    ByteBuf root = Roots.of(part);
    long pinned = isLastRoot(root) ? 0 : Math.max(root.capacity(), part.readableBytes());
    if (!budget.tryReserve(pinned)) {
      part.release();
      return false;
    }
    pinnedBytes += pinned;
    lastRoot = root;
    append(part);
    return tidied();
  }

  /** Copying needs memory of its own; where there is none, this is no time to hold bodies. */
  private boolean tidied() {
    try {
      tidy();
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  /** Bytes of body so far. */
  public int size() {
    return whole.readableBytes();
  }

  /** Lends the body so far; its indices are its own. Another {@link #add} may replace it. */
  public ByteBuf view() {
    return whole;
  }

  /** Bytes that were copied to let go of receive buffers or to have fewer parts. */
  public long copiedBytes() {
    return copiedBytes;
  }

  /** Lets go of everything; more than once is harmless. */
  public void release() {
    whole.release();
    whole = Unpooled.EMPTY_BUFFER;
    parts = null;
    lastRoot = null;
    budget.release(pinnedBytes);
    pinnedBytes = 0;
  }

  private void append(ByteBuf part) {
    if (parts == null) {
      if (!whole.isReadable()) {
        whole = part;
        return;
      }
      parts = allocator.compositeBuffer(Integer.MAX_VALUE);
      parts.addComponent(true, whole);
      whole = parts;
    }
    parts.addComponent(true, part);
  }

  private void tidy() {
    int size = size();
    if (pinnedBytes > PINNED_BYTES && pinnedBytes > 2L * size) {
      copyAll(size);
    } else if (parts != null && parts.numComponents() > MAX_PARTS) {
      copyLast(parts);
    }
  }

  private void copyAll(int size) {
    ByteBuf copy = allocator.directBuffer(size, size);
    copy.writeBytes(whole, whole.readerIndex(), size);
    whole.release();
    whole = copy;
    parts = null;
    lastRoot = null;
    copiedBytes += size;
    budget.release(pinnedBytes - size);
    pinnedBytes = size;
  }

  private void copyLast(CompositeByteBuf composite) {
    int first = composite.numComponents() - 1;
    long length = (long) composite.capacity() - composite.toByteIndex(first);
    while (first > 0) {
      long before = (long) composite.toByteIndex(first) - composite.toByteIndex(first - 1);
      if (before > 2 * length) {
        break;
      }
      length += before;
      first--;
    }
    composite.consolidate(first, composite.numComponents() - first);
    lastRoot = null;
    copiedBytes += length;
  }

  // Identity is meant: the question is whether both stand in the same memory.
  @SuppressWarnings("ReferenceEquality")
  private boolean isLastRoot(ByteBuf root) {
    return root == lastRoot;
  }
}
