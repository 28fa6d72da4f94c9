package dev.isthmus.core.exchange;

import dev.isthmus.core.bytes.ByteRanges;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Puts a deployment's tag before the ids of the responses that it stores: slices of what came, with
 * the tag's own bytes between them. Threads: one event loop.
 */
final class IdTags {
  private final ByteBufAllocator allocator;
  private final ByteBuf tag;
  private final ByteRanges places = new ByteRanges();
  private int first;

  IdTags(String text, ByteBufAllocator allocator) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    this.allocator = allocator;
    this.tag = allocator.directBuffer(bytes.length).writeBytes(bytes);
  }

  /**
   * Takes {@code part}, and gives what takes its place.
   *
   * @param ids empty ranges of it, in order
   */
  ByteBuf insert(ByteBuf part, ByteRanges ids) {
    places.clear();
    if (ids.count() == 0) {
      return part;
    }
    first = part.readerIndex();
    CompositeByteBuf out = allocator.compositeBuffer(2 * ids.count() + 1);
    int from = first;
    for (int i = 0; i < ids.count(); i++) {
      int at = ids.start(i);
      places.add(at, at);
      if (at > from) {
        out.addComponent(true, part.retainedSlice(from, at - from));
      }
      out.addComponent(true, tag.retainedDuplicate());
      from = at;
    }
    if (part.writerIndex() > from) {
      out.addComponent(true, part.retainedSlice(from, part.writerIndex() - from));
    }
    part.release();
    return out;
  }

  /** Where what stood at {@code index} of the part inserted into last stands now. */
  int moved(int index) {
    if (index < 0 || places.count() == 0) {
      return index;
    }
    int tags = 0;
    for (int i = 0; i < places.count(); i++) {
      tags += places.start(i) <= index ? 1 : 0;
    }
    return index - first + tags * tag.readableBytes();
  }

  void release() {
    tag.release();
  }
}
