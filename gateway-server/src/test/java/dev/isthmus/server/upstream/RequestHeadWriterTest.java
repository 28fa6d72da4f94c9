package dev.isthmus.server.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.isthmus.core.bytes.Splice;
import dev.isthmus.core.exchange.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the head stands beside its body, and that no byte of anybody else's is written over. */
class RequestHeadWriterTest {
  private static final String TEXT = "{\"model\":\"m\"}";
  private static final int ROOM = 512;

  private final RequestHeadWriter writer = new RequestHeadWriter();
  private final ByteBuf memory = PooledByteBufAllocator.DEFAULT.directBuffer(64 * 1024);

  @BeforeEach
  void fill() {
    while (memory.isWritable(1)) {
      memory.writeByte('.');
    }
  }

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, memory.refCnt());
  }

  @Test
  void aHeadStandsInTheRoomBeforeItsBody() {
    ByteBuf body = body(ROOM, TEXT.length());
    ByteBuf out = write(body, "v");
    assertSame(body, out);
    assertEquals(head(TEXT.length(), "v") + TEXT, out.toString(US_ASCII));
    assertEquals('.', out.getByte(out.readerIndex() - 1));
    out.release();
  }

  @Test
  void aHeadMayFillAllTheRoomAndNoMore() {
    int length = head(TEXT.length(), "v").length();
    ByteBuf body = body(length, TEXT.length());
    ByteBuf out = write(body, "v");
    assertSame(body, out);
    assertEquals(head(TEXT.length(), "v") + TEXT, out.toString(US_ASCII));
    out.readerIndex(length);
    copied(write(body, "vv"), body, "vv");
    body.release();
  }

  @Test
  void aPartOfWhatSomebodyElseHoldsIsCopied() {
    body(ROOM, TEXT.length());
    ByteBuf body = memory.retainedDuplicate();
    copied(write(body, "v"), body, "v");
    body.release();
    ByteBuf slice = memory.retainedSlice(0, ROOM + TEXT.length()).readerIndex(ROOM);
    copied(write(slice, "v"), slice, "v");
    slice.release();
    assertEquals(".".repeat(ROOM), memory.toString(0, ROOM, US_ASCII));
    memory.release();
  }

  @Test
  void aCompositeIsCopied() {
    ByteBuf before = body(ROOM, TEXT.length());
    ByteBuf body = Unpooled.compositeBuffer().addComponent(true, before);
    ByteBuf outer = Unpooled.compositeBuffer().addComponent(true, dots()).addComponent(true, body);
    outer.readerIndex(ROOM);
    ByteBuf slice = outer.slice(0, outer.capacity()).readerIndex(ROOM);
    copied(write(slice, "v"), slice, "v");
    copied(write(outer, "v"), outer, "v");
    outer.release();
  }

  @Test
  void aReadOnlyBodyIsCopied() {
    ByteBuf body = body(ROOM, TEXT.length()).asReadOnly();
    copied(write(body, "v"), body, "v");
    body.release();
  }

  @Test
  void aLargeBodyGoesOnItsOwn() {
    ByteBuf body = body(ROOM, Splice.SMALL_BYTES + 1);
    ByteBuf out = write(body, "v");
    assertNotSame(body, out);
    assertEquals(head(Splice.SMALL_BYTES + 1, "v"), out.toString(US_ASCII));
    assertEquals(Splice.SMALL_BYTES + 1, body.readableBytes());
    out.release();
    body.release();
  }

  @Test
  void aHeadThatMayNotStandLeavesTheBodyAsItIs() {
    ByteBuf body = body(ROOM, TEXT.length());
    assertNull(writer.write(PooledByteBufAllocator.DEFAULT, request(body, "a\r\nb"), "h"));
    assertEquals(TEXT, body.toString(US_ASCII));
    assertEquals(".".repeat(ROOM), body.toString(0, ROOM, US_ASCII));
    body.release();
  }

  private static void copied(ByteBuf out, ByteBuf body, String value) {
    assertNotSame(body, out);
    assertEquals(head(TEXT.length(), value) + TEXT, out.toString(US_ASCII));
    assertEquals(0, body.readableBytes());
    out.release();
  }

  private ByteBuf write(ByteBuf body, String value) {
    ByteBuf out = writer.write(PooledByteBufAllocator.DEFAULT, request(body, value), "h");
    assertNotNull(out);
    return out;
  }

  /** The memory, with {@code room} bytes before {@code bytes} that begin with {@link #TEXT}. */
  private ByteBuf body(int room, int bytes) {
    memory.setBytes(room, TEXT.getBytes(US_ASCII));
    return memory.setIndex(room, room + bytes);
  }

  private static ByteBuf dots() {
    return Unpooled.copiedBuffer(".".repeat(ROOM), US_ASCII);
  }

  private static Upstream.Request request(ByteBuf body, String value) {
    return new Upstream.Request(
        PoolBench.local(1), "POST", "/p", sink -> sink.add("a", value), body, 1);
  }

  private static String head(int length, String value) {
    return "POST /p HTTP/1.1\r\nhost: h\r\nconnection: keep-alive\r\ncontent-length: "
        + length
        + "\r\na: "
        + value
        + "\r\n\r\n";
  }
}
