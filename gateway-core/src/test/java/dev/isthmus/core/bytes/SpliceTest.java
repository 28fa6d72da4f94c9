package dev.isthmus.core.bytes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpliceTest {
  private static final String LARGE = " ".repeat(Splice.SMALL_BYTES);

  private final Splice splice = new Splice();

  @Test
  void passesTheBodyOnWhereNothingIsEdited() {
    ByteBuf body = body("hello");
    ByteBuf out = splice.apply(body, ByteBufAllocator.DEFAULT);
    assertTrue(splice.isEmpty());
    assertEquals("hello", out.toString(US_ASCII));
    assertEquals(body.memoryAddress(), out.memoryAddress());
    out.release();
    body.release();
  }

  @Test
  void showsNoRoomOfWhatIsKept() {
    ByteBuf memory = body("before hello");
    ByteBuf body = memory.retainedSlice(0, memory.writerIndex()).readerIndex(7);
    ByteBuf out = splice.apply(body, ByteBufAllocator.DEFAULT);
    assertEquals("hello", out.toString(US_ASCII));
    assertEquals(0, out.readerIndex());
    out.release();
    body.release();
    memory.release();
  }

  @Test
  void makesEditsInWhateverOrderTheyCame() {
    replace(6, 11, "moon");
    splice.insert(0, bytes("<"));
    replace(4, 5, "");
    splice.insert(11, bytes(">"));
    assertFalse(splice.isEmpty());
    assertEquals("<hell moon>", applied("hello world"));
  }

  @Test
  void sharesTheMemoryOfWhatItKeeps() {
    ByteBuf body = body("{\"model\":\"a\",\"x\":1}" + LARGE);
    replace(9, 12, "\"deployment\"");
    ByteBuf out = splice.apply(body, ByteBufAllocator.DEFAULT);
    assertEquals("{\"model\":\"deployment\",\"x\":1}" + LARGE, out.toString(US_ASCII));
    body.setByte(17, '2');
    assertEquals("{\"model\":\"deployment\",\"x\":2}" + LARGE, out.toString(US_ASCII));
    out.release();
    assertEquals(1, body.refCnt());
    body.release();
  }

  @Test
  void copiesASmallBodyWithItsEdits() {
    ByteBuf body = body("{\"model\":\"a\"}");
    replace(9, 12, "\"deployment\"");
    ByteBuf out = splice.apply(body, ByteBufAllocator.DEFAULT);
    assertEquals(1, body.refCnt());
    assertTrue(out.isDirect());
    assertEquals(1, out.nioBufferCount());
    assertEquals("{\"model\":\"deployment\"}", out.toString(US_ASCII));
    assertEquals(Splice.ROOM_BYTES, out.readerIndex());
    assertTrue(Roots.ownsRoom(out));
    out.release();
    body.release();
  }

  @Test
  void keepsNothingOfTheBodyWhereMemoryRunsOut() {
    ByteBuf body = body("hello" + LARGE);
    replace(1, 2, "a");
    replace(3, 4, "b");
    assertThrows(OutOfMemoryError.class, () -> splice.apply(body, new Poor()));
    assertEquals(1, body.refCnt());
    body.release();
  }

  @Test
  void countsOffsetsFromTheReaderIndex() {
    ByteBuf body = body("xxhello").readerIndex(2);
    replace(0, 1, "j");
    ByteBuf out = splice.apply(body, ByteBufAllocator.DEFAULT);
    assertEquals("jello", out.toString(US_ASCII));
    out.release();
    body.release();
  }

  @Test
  void forgetsItsEditsWhenCleared() {
    replace(0, 1, "x");
    splice.clear();
    assertTrue(splice.isEmpty());
    assertEquals("hello", applied("hello"));
  }

  @Test
  void refusesEditsThatOverlapOrAreTooMany() {
    replace(2, 5, "a");
    assertThrows(IllegalArgumentException.class, () -> replace(4, 6, ""));
    assertThrows(IllegalArgumentException.class, () -> replace(1, 3, ""));
    assertThrows(IllegalArgumentException.class, () -> replace(6, 5, ""));
    assertThrows(IllegalArgumentException.class, () -> replace(-1, 0, ""));
    for (int i = 1; i < Splice.MAX_EDITS; i++) {
      replace(10 * i, 10 * i + 1, "");
    }
    assertThrows(IllegalStateException.class, () -> replace(100, 101, ""));
  }

  @Test
  void equalsAnEditOfTheText() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      splice.clear();
      StringBuilder expected = new StringBuilder("0123456789abcdefghijklmnopqrstuvwxyz");
      for (int at = 30; at > 3; at -= 4 + random.nextInt(12)) {
        int end = at + random.nextInt(4);
        String text = "#".repeat(random.nextInt(3));
        replace(at, end, text);
        expected.replace(at, end, text);
      }
      String rest = random.nextBoolean() ? "" : LARGE;
      assertEquals(
          expected + rest, applied("0123456789abcdefghijklmnopqrstuvwxyz" + rest), "seed " + seed);
    }
  }

  private void replace(int start, int end, String text) {
    splice.replace(start, end, bytes(text));
  }

  private String applied(String text) {
    ByteBuf body = body(text);
    ByteBuf out = splice.apply(body, ByteBufAllocator.DEFAULT);
    String applied = out.toString(US_ASCII);
    out.release();
    body.release();
    return applied;
  }

  private static ByteBuf body(String text) {
    return Unpooled.directBuffer().writeBytes(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  /** Has room for one buffer. */
  private static final class Poor extends AbstractByteBufAllocator {
    private int left = 1;

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      return Unpooled.buffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      if (left-- == 0) {
        throw new OutOfMemoryError("no direct memory");
      }
      return Unpooled.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }
}
