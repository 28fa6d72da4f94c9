package dev.isthmus.core.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * A few edits to a body that is otherwise passed on as it came.
 *
 * <p>Shape: at most {@value #MAX_EDITS} edits that do not overlap, in any order. Units: byte
 * offsets from the body's reader index. Threads: one at a time. Errors: too many or overlapping
 * edits are bugs and throw.
 */
public final class Splice {
  /**
   * Up to this size a copy is cheaper than slices, of which each costs an object or two, and than
   * naming them to the kernel piece by piece.
   */
  public static final int SMALL_BYTES = 16 * 1024;

  /** What a copy leaves free before its bytes: the head of a request, as most are, fits there. */
  static final int ROOM_BYTES = 1024;

  /** More edits than any provider needs. */
  public static final int MAX_EDITS = 8;

  private static final int USUAL_EDITS = 2;

  private int[] starts = new int[USUAL_EDITS];
  private int[] ends = new int[USUAL_EDITS];
  private byte[][] texts = new byte[USUAL_EDITS][];
  private int count;

  /** Puts {@code text} in place of the bytes from {@code start} to {@code end}, exclusive. */
  public void replace(int start, int end, byte[] text) {
    if (count == MAX_EDITS) {
      throw new IllegalStateException("edits: more than " + MAX_EDITS);
    }
    int at = count;
    while (at > 0 && starts[at - 1] > start) {
      at--;
    }
    if (start < 0
        || end < start
        || (at > 0 && ends[at - 1] > start)
        || (at < count && end > starts[at])) {
      throw new IllegalArgumentException("edit: " + start + ".." + end + " (expected: no overlap)");
    }
    if (count == starts.length) {
      grow(2 * count);
    }
    System.arraycopy(starts, at, starts, at + 1, count - at);
    System.arraycopy(ends, at, ends, at + 1, count - at);
    System.arraycopy(texts, at, texts, at + 1, count - at);
    starts[at] = start;
    ends[at] = end;
    texts[at] = text;
    count++;
  }

  private void grow(int size) {
    starts = Arrays.copyOf(starts, size);
    ends = Arrays.copyOf(ends, size);
    texts = Arrays.copyOf(texts, size);
  }

  /** Puts {@code text} before the byte at {@code offset}. */
  public void insert(int offset, byte[] text) {
    replace(offset, offset, text);
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Forgets all edits. */
  public void clear() {
    Arrays.fill(texts, null);
    count = 0;
  }

  /**
   * Borrows {@code body} and gives what it reads with the edits made: a copy where that is small,
   * with room before it for a head, else retained slices of it with the new texts between them, and
   * no room. The caller owns the result.
   */
  public ByteBuf apply(ByteBuf body, ByteBufAllocator allocator) {
    if (count == 0) {
      return body.retainedSlice();
    }
    if (body.readableBytes() <= SMALL_BYTES) {
      return copy(body, allocator);
    }
    CompositeByteBuf out = allocator.compositeBuffer(2 * count + 1);
    boolean whole = false;
    try {
      fill(out, body, allocator);
      whole = true;
    } finally {
      if (!whole) {
        out.release();
      }
    }
    return out;
  }

  private ByteBuf copy(ByteBuf body, ByteBufAllocator allocator) {
    int most = ROOM_BYTES + body.readableBytes();
    for (int i = 0; i < count; i++) {
      most += texts[i].length;
    }
    ByteBuf out = allocator.directBuffer(most).setIndex(ROOM_BYTES, ROOM_BYTES);
    int base = body.readerIndex();
    int from = 0;
    for (int i = 0; i < count; i++) {
      out.writeBytes(body, base + from, starts[i] - from).writeBytes(texts[i]);
      from = ends[i];
    }
    return out.writeBytes(body, base + from, body.readableBytes() - from);
  }

  private void fill(CompositeByteBuf out, ByteBuf body, ByteBufAllocator allocator) {
    int base = body.readerIndex();
    int from = 0;
    for (int i = 0; i < count; i++) {
      addSlice(out, body, base + from, starts[i] - from);
      if (texts[i].length > 0) {
        out.addComponent(true, text(texts[i], body, allocator));
      }
      from = ends[i];
    }
    addSlice(out, body, base + from, body.readableBytes() - from);
  }

  /** Of the same kind of memory as the body: of a mix, a socket would copy all into one buffer. */
  private static ByteBuf text(byte[] text, ByteBuf body, ByteBufAllocator allocator) {
    return body.isDirect()
        ? allocator.directBuffer(text.length).writeBytes(text)
        : Unpooled.wrappedBuffer(text);
  }

  private static void addSlice(CompositeByteBuf out, ByteBuf body, int index, int length) {
    if (length > 0) {
      out.addComponent(true, body.retainedSlice(index, length));
    }
  }
}
