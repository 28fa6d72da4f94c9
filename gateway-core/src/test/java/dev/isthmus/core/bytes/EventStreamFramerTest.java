package dev.isthmus.core.bytes;

import static dev.isthmus.core.bytes.EventStreamBytes.event;
import static dev.isthmus.core.bytes.EventStreamBytes.header;
import static dev.isthmus.core.bytes.EventStreamBytes.joined;
import static dev.isthmus.core.bytes.EventStreamBytes.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventStreamFramerTest {
  private static final int MAX_BYTES = 1 << 20;
  private static final byte[] EMPTY = HexFormat.of().parseHex("000000100000000005c248eb7d98c8ff");
  private static final String HI = "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"}}";

  private final EventStreamFramer framer = new EventStreamFramer(MAX_BYTES);
  private final List<String> seen = new ArrayList<>();

  @Test
  void theEmptyMessageOfTheSpecification() throws IOException {
    assertArrayEquals(EMPTY, message(new byte[0], ""));
    assertNull(feed(EMPTY, 0, EMPTY.length));
    assertEquals(List.of("OTHER||"), seen);
    assertFalse(framer.insideMessage());
  }

  @Test
  void theDeltaOfTheSpecification() throws IOException {
    byte[] delta = event("contentBlockDelta", HI);
    assertEquals(148, delta.length);
    HexFormat hex = HexFormat.of();
    assertEquals("0000009400000057b4ab9aee", hex.formatHex(delta, 0, 12));
    assertEquals("1f944657", hex.formatHex(delta, 144, 148));
    assertNull(feed(delta, 0, delta.length));
    assertEquals(List.of("EVENT|contentBlockDelta|" + HI), seen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "converse.stream",
        "converse.tool.stream",
        "converse.throttled_midstream",
        "invoke.claude.stream"
      })
  void samplesAtEverySplit(String name) throws IOException {
    byte[] stream = sample(name + ".bin");
    List<String> expected = index(name);
    for (int split = 0; split <= stream.length; split++) {
      framer.reset();
      seen.clear();
      assertNull(feed(stream, 0, split));
      assertNull(feed(stream, split, stream.length));
      assertEquals(expected, seen, "split " + split);
      assertFalse(framer.insideMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 11, 13, 64})
  void samplesInPiecesOfOneSize(int size) throws IOException {
    byte[] stream = sample("converse.tool.stream.bin");
    for (int from = 0; from < stream.length; from += size) {
      assertNull(feed(stream, from, Math.min(stream.length, from + size)));
    }
    assertEquals(index("converse.tool.stream"), seen);
  }

  @Test
  void payloadsThatAreNoJson() throws IOException {
    byte[] stream = sample("sagemaker.split_parts.stream.bin");
    assertNull(feed(stream, 0, stream.length));
    assertEquals(
        List.of(
            "EVENT|PayloadPart|data: {\"token\":{\"text\":\"Gre\"}}\n\ndata: {\"tok",
            "EVENT|PayloadPart|en\":{\"text\":\"en\"}}\n\n"),
        seen);
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    byte[] right = event("messageStop", "{\"stopReason\":\"end_turn\"}");
    for (int bit = 0; bit < 8 * right.length; bit++) {
      byte[] wrong = right.clone();
      wrong[bit / 8] ^= (byte) (1 << (bit % 8));
      framer.reset();
      EventStreamError error = feed(wrong, 0, wrong.length);
      EventStreamError.Kind expected =
          bit < 8 * 12
              ? EventStreamError.Kind.PRELUDE_CHECKSUM
              : EventStreamError.Kind.MESSAGE_CHECKSUM;
      assertEquals(new EventStreamError(expected, 0), error, "bit " + bit);
    }
    assertEquals(List.of(), seen);
  }

  @Test
  void anyBytesAreMessagesOrAnError() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] content = new byte[random.nextInt(40)];
      random.nextBytes(content);
      int headers = random.nextInt(content.length + 4) - 1;
      byte[] stream = message(16 + content.length, headers, content);
      framer.reset();
      seen.clear();
      EventStreamError error = feed(stream, 0, stream.length);
      assertEquals(error == null ? 1 : 0, seen.size(), "seed " + seed + ", stream " + i);
    }
  }

  static Stream<Arguments> brokenMessages() {
    byte[] name = header(":event-type", "x");
    return Stream.of(
        Arguments.of("MESSAGE_LENGTH", message(15, 0, new byte[0])),
        Arguments.of("MESSAGE_LENGTH", message(0, 0, new byte[0])),
        Arguments.of("MESSAGE_LENGTH", message(-1, 0, new byte[0])),
        Arguments.of("MESSAGE_LENGTH", message(MAX_BYTES + 1, 0, new byte[0])),
        Arguments.of("HEADERS_LENGTH", message(16, 1, new byte[0])),
        Arguments.of("HEADERS_LENGTH", message(16, -1, new byte[0])),
        Arguments.of("HEADERS_LENGTH", message(20, 5, new byte[4])),
        Arguments.of("HEADERS_LENGTH", message(200_000, (128 << 10) + 1, new byte[0])),
        Arguments.of("HEADER", message(new byte[] {0}, "")),
        Arguments.of("HEADER", message(new byte[] {0, 1}, "")),
        Arguments.of("HEADER", message(new byte[] {1, 'a'}, "x")),
        Arguments.of("HEADER", message(new byte[] {(byte) 200, 'a', 0}, "")),
        Arguments.of("HEADER", message(header("a", 10, new byte[0]), "")),
        Arguments.of("HEADER", message(header("a", -1, new byte[0]), "")),
        Arguments.of("HEADER", message(header("a", 4, new byte[3]), "payload")),
        Arguments.of("HEADER", message(header("a", 7, new byte[] {0}), "payload")),
        Arguments.of("HEADER", message(header("a", 7, new byte[] {0, 1}), "payload")),
        Arguments.of("HEADER", message(header("a", 6, new byte[] {-1, -1, 1}), "payload")),
        Arguments.of("DUPLICATE_HEADER", message(joined(name, name), "")),
        Arguments.of(
            "DUPLICATE_HEADER",
            message(joined(header("a", 0, new byte[0]), name, header("a", 1, new byte[0])), "")));
  }

  @ParameterizedTest
  @MethodSource("brokenMessages")
  void messagesThatBreakARuleEndTheStream(EventStreamError.Kind kind, byte[] broken)
      throws IOException {
    byte[] stream = joined(EMPTY, broken, EMPTY);
    for (int split = 0; split <= stream.length; split++) {
      framer.reset();
      seen.clear();
      feed(stream, 0, split);
      EventStreamError error = feed(stream, split, stream.length);
      assertEquals(new EventStreamError(kind, EMPTY.length), error);
      assertSame(error, feed(EMPTY, 0, EMPTY.length), "nothing is read after an error");
      assertEquals(List.of("OTHER||"), seen);
    }
  }

  @Test
  void valuesOfEveryTypeArePassedOver() throws IOException {
    byte[] headers =
        joined(
            header("a", 0, new byte[0]),
            header("b", 1, new byte[0]),
            header("c", 2, new byte[1]),
            header("d", 3, new byte[2]),
            header("e", 4, new byte[4]),
            header("f", 5, new byte[8]),
            header("g", 6, new byte[] {0, 3, 7, 7, 7}),
            header("h", "text"),
            header("i", 8, new byte[8]),
            header("j", 9, new byte[16]),
            header("aa", 0, new byte[0]),
            header(":event-type", "né"),
            header(":message-type", "event"));
    byte[] stream = message(headers, "p");
    assertNull(feed(stream, 0, stream.length));
    assertEquals(List.of("EVENT|né|p"), seen);
  }

  @Test
  void nameAndTypeOfErrorsAndOfTypesToCome() throws IOException {
    byte[] stream =
        joined(
            message(
                joined(
                    header(":message-type", "error"),
                    header(":error-message", "x"),
                    header(":error-code", "InternalFailure")),
                ""),
            message(joined(header(":message-type", "news"), header(":event-type", "e")), "p"),
            message(header(":message-type", 4, new byte[4]), "q"));
    assertNull(feed(stream, 0, stream.length));
    assertEquals(List.of("ERROR|InternalFailure|", "OTHER||p", "OTHER||q"), seen);
  }

  @Test
  void headersAreCounted() throws IOException {
    byte[] headers = new byte[0];
    for (int i = 0; i < EventStreamMessage.MAX_HEADERS; i++) {
      headers = joined(headers, header("h" + i, 0, new byte[0]));
    }
    byte[] most = message(headers, "");
    assertNull(feed(most, 0, most.length));
    byte[] more = message(joined(headers, header("x", 0, new byte[0])), "");
    assertEquals(
        new EventStreamError(EventStreamError.Kind.HEADER_COUNT, most.length),
        feed(more, 0, more.length));
  }

  @Test
  void theLargestMessageIsReadAndSmallOnesAfterIt() throws IOException {
    String payload = "x".repeat(MAX_BYTES - 16);
    byte[] stream = joined(message(new byte[0], payload), EMPTY);
    assertNull(feed(stream, 0, 100_000));
    assertTrue(framer.insideMessage());
    assertNull(feed(stream, 100_000, stream.length));
    assertEquals(List.of("OTHER||" + payload, "OTHER||"), seen);
  }

  @Test
  void aPreludeMayBeCutAnywhereAndLieInManyComponents() throws IOException {
    byte[] stream = event("messageStart", "{}");
    CompositeByteBuf composite = Unpooled.compositeBuffer(stream.length);
    for (byte b : stream) {
      composite.addComponent(true, Unpooled.wrappedBuffer(new byte[] {b}));
    }
    assertNull(framer.feed(composite, this::note));
    assertEquals(0, composite.readerIndex());
    assertEquals(1, composite.refCnt());
    composite.release();
    assertEquals(List.of("EVENT|messageStart|{}"), seen);
  }

  @Test
  void aBoundBelowOneFrameIsABug() {
    assertThrows(IllegalArgumentException.class, () -> new EventStreamFramer(15));
  }

  @Test
  void errorsSayWhereAndNotWhat() {
    EventStreamError error = new EventStreamError(EventStreamError.Kind.MESSAGE_CHECKSUM, 7);
    assertEquals(
        "a message does not match its checksum (in the message at byte 7)", error.describe());
  }

  private @Nullable EventStreamError feed(byte[] bytes, int from, int to) throws IOException {
    ByteBuf part = Unpooled.copiedBuffer(bytes, from, to - from);
    EventStreamError error = framer.feed(part, this::note);
    assertEquals(1, part.refCnt(), "the part is only borrowed");
    part.release();
    return error;
  }

  private void note(EventStreamMessage message) {
    String payload = new String(message.payload(), UTF_8);
    assertEquals(message.payload().length, message.payloadEnd() - message.payloadStart());
    seen.add(message.type() + "|" + message.name() + "|" + payload);
  }

  /** What the sample's own index says it holds. */
  private static List<String> index(String name) throws IOException {
    List<String> expected = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (String line : new String(sample(name + ".index.jsonl"), UTF_8).lines().toList()) {
      JsonNode entry = json.readTree(line);
      boolean event = entry.has("event_type");
      expected.add(
          (event ? "EVENT|" : "EXCEPTION|")
              + entry.path(event ? "event_type" : "exception_type").asText()
              + "|"
              + entry.path("payload"));
    }
    return expected;
  }

  private static byte[] sample(String name) throws IOException {
    try (InputStream in = EventStreamFramerTest.class.getResourceAsStream("/samples/aws/" + name)) {
      return in.readAllBytes();
    }
  }
}
