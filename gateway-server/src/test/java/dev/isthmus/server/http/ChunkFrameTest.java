package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkFrameTest {
  private static final String DATA = "data: x\n\n";

  private final List<ByteBuf> open = new ArrayList<>();

  @AfterEach
  void release() {
    open.forEach(ByteBuf::release);
  }

  private ByteBuf owned(ByteBuf buffer) {
    open.add(buffer);
    return buffer;
  }

  /** What a read left behind: {@code before}, the part, {@code behind}. */
  private ByteBuf part(String before, String data, String behind) {
    ByteBuf buffer = owned(PooledByteBufAllocator.DEFAULT.directBuffer(8));
    buffer.writeCharSequence(before + data + behind, ISO_8859_1);
    buffer.capacity(buffer.writerIndex());
    return buffer.setIndex(before.length(), before.length() + data.length());
  }

  private static String text(ByteBuf buffer) {
    return buffer.toString(ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 10, 15, 16, 255, 256, 4095, 4096, 65535, 65536, 1 << 20})
  void aFrameInPlaceIsTheFrameThatIsWritten(int bytes) {
    String data = "x".repeat(bytes);
    String size = Integer.toHexString(bytes) + "\r\n";
    ByteBuf written = owned(PooledByteBufAllocator.DEFAULT.directBuffer());
    ChunkFrame.begin(written, bytes);
    assertEquals(size, text(written));
    written.writeCharSequence(data, ISO_8859_1);
    ChunkFrame.end(written);
    ByteBuf part = part(size, data, "\r\n");
    assertTrue(ChunkFrame.fitsAround(part));
    ChunkFrame.around(part);
    assertEquals(text(written), text(part));
    assertEquals(0, part.readerIndex());
  }

  @Test
  void nothingOfAnotherFrameStays() {
    ByteBuf part = part("5\r\nhello\r\n00009;a=\"b\"\r\n", DATA, "\r\n0\r\nx: y\r\n\r\n");
    assertTrue(ChunkFrame.fitsAround(part));
    ChunkFrame.around(part);
    assertEquals("9\r\n" + DATA + "\r\n", text(part));
  }

  @Test
  void aFrameNeedsRoomOnBothSides() {
    assertTrue(ChunkFrame.fitsAround(part("9\r\n", DATA, "\r\n")));
    assertFalse(ChunkFrame.fitsAround(part("\r\n", DATA, "\r\n")), "in front");
    assertFalse(ChunkFrame.fitsAround(part("9\r\n", DATA, "\r")), "behind");
    assertFalse(ChunkFrame.fitsAround(part("9\r\n", "x".repeat(16), "\r\n")), "two digits");
  }

  /** Whether a frame fits around a part after {@code change}. */
  private boolean fits(UnaryOperator<ByteBuf> change) {
    return ChunkFrame.fitsAround(change.apply(part("9\r\n", DATA, "\r\n")));
  }

  @Test
  void memoryThatAnotherHoldsIsNotWritten() {
    assertFalse(fits(part -> owned(part.retain())), "held twice");
    assertFalse(fits(part -> owned(part.retainedDuplicate())), "a duplicate");
    assertFalse(fits(part -> owned(part.retainedSlice(0, 14)).setIndex(3, 12)), "a slice");
    assertFalse(
        fits(
            part -> {
              owned(part.retainedSlice(0, 3));
              return part;
            }),
        "what stands before it");
    assertFalse(fits(ByteBuf::asReadOnly), "read only");
    assertFalse(fits(this::composite), "a composite");
  }

  private ByteBuf composite(ByteBuf part) {
    CompositeByteBuf whole = PooledByteBufAllocator.DEFAULT.compositeBuffer();
    owned(whole.addComponent(true, part.retain().setIndex(0, part.capacity())));
    return whole.setIndex(3, 12);
  }

  @Test
  void whatNobodyElseHoldsAnyMoreIsWritten() {
    ByteBuf part = part("9\r\n", DATA, "\r\n");
    ByteBuf before = part.retainedSlice(0, 3);
    assertFalse(ChunkFrame.fitsAround(part));
    before.release();
    assertTrue(ChunkFrame.fitsAround(part));
  }
}
