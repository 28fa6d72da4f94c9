package dev.isthmus.core.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.isthmus.core.bytes.ByteRanges;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IdTagsTest {
  private final UnpooledByteBufAllocator allocator =
      new UnpooledByteBufAllocator(true, false, true);
  private final IdTags tags = new IdTags("TAG_", allocator);
  private final ByteRanges ids = new ByteRanges();

  @AfterEach
  void nothingLeaks() {
    tags.release();
    assertEquals(0, allocator.metric().usedDirectMemory());
  }

  private ByteBuf part(String text) {
    return allocator.directBuffer().writeBytes(text.getBytes(US_ASCII));
  }

  @Test
  void whatHoldsNoIdIsTheVeryBuffer() {
    ByteBuf part = part("abc");
    assertSame(part, tags.insert(part, ids));
    assertEquals(2, tags.moved(2));
    part.release();
  }

  @Test
  void whatIsAroundTheIdsIsTheMemoryThatCame() {
    ByteBuf part = part("..ab12cd");
    part.readerIndex(2);
    long from = part.memoryAddress();
    ids.add(4, 4);
    ids.add(6, 6);
    CompositeByteBuf out = (CompositeByteBuf) tags.insert(part, ids);
    assertEquals("abTAG_12TAG_cd", out.toString(US_ASCII));
    int shared = 0;
    for (ByteBuffer piece : out.nioBuffers()) {
      long at = io.netty.buffer.Unpooled.wrappedBuffer(piece).memoryAddress();
      shared += at >= from && at < from + 8 ? piece.remaining() : 0;
    }
    assertEquals(6, shared);
    out.release();
  }

  @Test
  void knowsWhereEverythingStandsNow() {
    ByteBuf part = part("..ab12cd");
    part.readerIndex(2);
    ids.add(4, 4);
    ids.add(8, 8);
    ByteBuf out = tags.insert(part, ids);
    assertEquals("abTAG_12cdTAG_", out.toString(US_ASCII));
    assertEquals(0, tags.moved(2));
    assertEquals(1, tags.moved(3));
    assertEquals(7, tags.moved(5));
    assertEquals(out.writerIndex(), tags.moved(8));
    assertEquals(-1, tags.moved(-1));
    out.release();
    ids.clear();
    ByteBuf next = tags.insert(part("x"), ids);
    assertEquals(1, tags.moved(1));
    next.release();
  }
}
