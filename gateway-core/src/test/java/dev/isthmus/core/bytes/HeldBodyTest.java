package dev.isthmus.core.bytes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class HeldBodyTest {
  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
  private final BodyBudget budget = new BodyBudget(1 << 20);
  private final HeldBody body = new HeldBody(allocator, budget);

  @Test
  void holdsOnePartAsItCame() {
    ByteBuf part = bytes("hello");
    assertTrue(body.add(part));
    assertEquals(5, body.size());
    assertSame(part, body.view());
    body.release();
    assertEquals(0, part.refCnt());
    assertEquals(0, budget.used());
  }

  @Test
  void holdsManyPartsInOrderWithoutCopies() {
    ByteBuf received = bytes("one two three");
    body.add(received.retainedSlice(0, 4));
    body.add(Unpooled.EMPTY_BUFFER);
    body.add(received.retainedSlice(4, 4));
    body.add(received.retainedSlice(8, 5));
    received.release();
    assertEquals("one two three", body.view().toString(US_ASCII));
    assertEquals(0, body.copiedBytes());
    assertEquals(received.capacity(), budget.used());
    body.release();
    assertEquals(0, received.refCnt());
  }

  @Test
  void refusesWhatFindsNoRoomAndReleasesIt() {
    BodyBudget small = new BodyBudget(10);
    HeldBody held = new HeldBody(allocator, small);
    assertTrue(held.add(Unpooled.wrappedBuffer(new byte[6])));
    ByteBuf part = Unpooled.wrappedBuffer(new byte[6]);
    assertFalse(held.add(part));
    assertEquals(0, part.refCnt());
    assertEquals(6, held.size());
    held.release();
    held.release();
    assertEquals(0, small.used());
  }

  @Test
  void letsGoOfReceiveBuffersThatHoldLittle() {
    ByteBuf[] received = new ByteBuf[5];
    for (int i = 0; i < received.length; i++) {
      received[i] = allocator.directBuffer(16 * 1024).writeBytes(("part " + i).getBytes(US_ASCII));
      assertTrue(body.add(received[i].retainedSlice()));
      received[i].release();
    }
    assertEquals("part 0part 1part 2part 3part 4", body.view().toString(US_ASCII));
    assertEquals(30, body.copiedBytes());
    assertEquals(30, budget.used());
    for (ByteBuf buffer : received) {
      assertEquals(0, buffer.refCnt());
    }
    body.release();
  }

  @Test
  void keepsFewPartsAndCopiesEachByteAFewTimes() {
    BodyBudget large = new BodyBudget(1 << 30);
    HeldBody held = new HeldBody(allocator, large);
    int parts = 20_000;
    int length = 1000;
    for (int i = 0; i < parts; i++) {
      byte[] bytes = new byte[length];
      bytes[0] = (byte) i;
      assertTrue(held.add(Unpooled.wrappedBuffer(bytes)));
    }
    assertEquals(parts * length, held.size());
    for (int i = 0; i < parts; i++) {
      assertEquals((byte) i, held.view().getByte(i * length));
    }
    assertTrue(held.copiedBytes() < 10L * parts * length, "copied " + held.copiedBytes());
    held.release();
    assertEquals(0, large.used());
  }

  @Test
  void canTakeAnotherBodyAfterItWasReleased() {
    body.add(bytes("first"));
    body.release();
    body.add(bytes("second"));
    assertEquals("second", body.view().toString(US_ASCII));
    body.release();
    assertEquals(0, budget.used());
  }

  private ByteBuf bytes(String text) {
    return allocator.directBuffer(text.length(), text.length()).writeBytes(text.getBytes(US_ASCII));
  }
}
