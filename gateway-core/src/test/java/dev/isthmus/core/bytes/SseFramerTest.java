package dev.isthmus.core.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseFramerTest {
  private final SseFramer framer = new SseFramer();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: one\n\ndata: two\n\n",
        "data:x\n\ndata:  y\n\ndata\n\ndata:\n\n",
        "data: a\r\n\r\ndata: b\r\n\r\n",
        "data: a\r\rdata: b\r\r",
        "data: a\r\n\rdata: b\n\r\n\ndata: c\r\n\n",
        ": comment\n\n:\ndata: x\n: more\nid: 1\nretry: 5\ndatum: z\nda: q\ndatax\n\n",
        "data: one\ndata: two\ndata\ndata:three\n\n",
        "event: error\ndata: x\n\nevent:\nevent: a\nevents: b\ndata: y\n\n",
        "\ufeffdata: marked\n\n\ufeffdata: not\n\n",
        "data: caf\u00e9 \u20ac \ud83d\ude00\n\ndata: \u0000\n\n",
        "data: unfinished",
        "\n\n\r\n\n",
        "data: {\"long\":\"0123456789012345678901234567890123456789\"}\n\n"
      })
  void findsTheSameEventsAtEverySplit(String stream) {
    byte[] bytes = stream.getBytes(UTF_8);
    List<String> expected = reference(new String(bytes, ISO_8859_1));
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        Collector events = new Collector();
        framer.reset();
        events.feed(bytes, 0, first);
        events.feed(bytes, first, second);
        events.feed(bytes, second, bytes.length);
        assertEquals(expected, events.events, "splits " + first + ", " + second);
      }
    }
  }

  @Test
  void findsTheSameEventsInAnyBytes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String[] pieces = {
      "data", "event", ":", " ", "\n", "\r", "\r\n", "x", "id", "{\"a\":1}", "\n\n"
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder stream = new StringBuilder();
      for (int n = random.nextInt(24); n > 0; n--) {
        stream.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = stream.toString().getBytes(UTF_8);
      int split = random.nextInt(bytes.length + 1);
      Collector events = new Collector();
      framer.reset();
      events.feed(bytes, 0, split);
      events.feed(bytes, split, bytes.length);
      assertEquals(reference(stream.toString()), events.events, "seed " + seed + ", stream " + i);
    }
  }

  @Test
  void tellsWhereAnEventEnds() {
    Collector events = new Collector();
    events.feed("data: a\n\ndata: b\n\nda".getBytes(UTF_8), 0, 20);
    assertEquals(List.of(9, 18), events.ends);
    assertTrue(framer.insideEvent());
    events.feed("ta: c\n\n".getBytes(UTF_8), 0, 7);
    assertEquals(List.of(9, 18, 7), events.ends);
    assertFalse(framer.insideEvent());
  }

  @Test
  void givesTheLateHalfOfALineEndToTheEventBefore() {
    Collector events = new Collector();
    events.feed("data: a\r\n\r".getBytes(UTF_8), 0, 10);
    assertFalse(framer.insideEvent());
    events.feed("\ndata: b\r\n\r\n".getBytes(UTF_8), 0, 12);
    assertEquals(List.of(10, 11), events.ends);
    assertEquals(List.of(1, 12), events.lateEnds);
  }

  @Test
  void readsIndicesOfSlicesAndComposites() {
    byte[] bytes = "xxdata: abc\n\nyy".getBytes(UTF_8);
    CompositeByteBuf composite = Unpooled.compositeBuffer();
    composite.addComponent(true, Unpooled.wrappedBuffer(bytes, 0, 5));
    composite.addComponent(true, Unpooled.wrappedBuffer(bytes, 5, bytes.length - 5));
    composite.readerIndex(2).writerIndex(13);
    for (ByteBuf part :
        List.of(composite, Unpooled.wrappedBuffer(bytes).readerIndex(2).writerIndex(13))) {
      Collector events = new Collector();
      events.feed(part);
      assertEquals(List.of("|abc"), events.events);
      assertEquals(List.of(13), events.ends);
      assertEquals(2, part.readerIndex());
    }
    composite.release();
  }

  @Test
  void takesAMillionEventsAndOneOfAMebibyte() {
    Collector events = new Collector();
    byte[] small = "data:1\n\n".repeat(1_000_000).getBytes(UTF_8);
    byte[] large = ("data:" + "x".repeat(1 << 20) + "\n\n").getBytes(UTF_8);
    events.feed(small, 0, small.length);
    events.feed(large, 0, large.length);
    assertEquals(1_000_001, events.events.size());
    assertEquals(1 + (1 << 20), events.events.get(1_000_000).length());
  }

  /** What the standard says, on the whole text at once. */
  private static List<String> reference(String stream) {
    List<String> events = new ArrayList<>();
    String text = stream.startsWith("\u00ef\u00bb\u00bf") ? stream.substring(3) : stream;
    String name = "";
    StringBuilder data = new StringBuilder();
    boolean hasData = false;
    String[] lines = text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
    for (int i = 0; i < lines.length - 1; i++) {
      String line = lines[i];
      if (line.isEmpty()) {
        events.add(name + "|" + data);
        name = "";
        data.setLength(0);
        hasData = false;
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      if (field.equals("data")) {
        data.append(hasData ? "\n" : "").append(value);
        hasData = true;
      } else if (field.equals("event")) {
        name += value;
      }
    }
    return events;
  }

  private final class Collector implements SseFramer.Sink {
    private final List<String> events = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private final List<Integer> lateEnds = new ArrayList<>();
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder data = new StringBuilder();

    private ByteBuf part = Unpooled.EMPTY_BUFFER;

    private void feed(byte[] bytes, int from, int to) {
      feed(Unpooled.wrappedBuffer(bytes, from, to - from));
    }

    private void feed(ByteBuf next) {
      part = next;
      framer.feed(next, this);
    }

    @Override
    public void data(byte[] bytes, int from, int to, int shift) {
      String text = new String(bytes, from, to - from, ISO_8859_1);
      assertEquals(part.toString(from + shift, to - from, ISO_8859_1), text);
      data.append(text);
    }

    @Override
    public void newline() {
      data.append('\n');
    }

    @Override
    public void eventName(byte[] bytes, int from, int to) {
      name.append(new String(bytes, from, to - from, ISO_8859_1));
    }

    @Override
    public void eventEnd(int index) {
      events.add(name + "|" + data);
      ends.add(index);
      name.setLength(0);
      data.setLength(0);
    }

    @Override
    public void lateLineFeed(int index) {
      lateEnds.add(index);
    }
  }
}
