package dev.isthmus.load.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamReaderTest {
  private static final long NANOS = 1_234_567_890_123L;

  private static ByteBuf answer() {
    ByteBuf first = StubAnswers.OPENAI.chunk().copy();
    StubAnswers.setTime(first, StubAnswers.OPENAI.timeAt(), NANOS);
    ByteBuf second = StubAnswers.OPENAI.chunk().copy();
    StubAnswers.setTime(second, StubAnswers.OPENAI.timeAt(), NANOS + 1);
    return Unpooled.wrappedBuffer(
        StubAnswers.OPENAI.head().copy(), first, second, StubAnswers.OPENAI.end().copy());
  }

  @Test
  void findsEveryChunkAndTheEndWhereverTheBytesAreCut() {
    ByteBuf all = answer();
    int length = all.readableBytes();
    for (int cut = 1; cut < length; cut++) {
      List<Long> seen = new ArrayList<>();
      StreamReader reader = new StreamReader(seen::add);
      assertEquals(false, reader.read(all.slice(0, cut)));
      assertEquals(true, reader.read(all.slice(cut, length - cut)));
      assertEquals(List.of(NANOS, NANOS + 1), seen, "cut at " + cut);
    }
    all.release();
  }

  @Test
  void aTimeOfFewerDigitsIsNone() {
    List<Long> seen = new ArrayList<>();
    String text = StubAnswers.TIME_MARK + "123\"" + StubAnswers.TIME_MARK + "7".repeat(19);
    new StreamReader(seen::add).read(Unpooled.copiedBuffer(text, US_ASCII));
    assertEquals(List.of(7_777_777_777_777_777_777L), seen);
  }
}
