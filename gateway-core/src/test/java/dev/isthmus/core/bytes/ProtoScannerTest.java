package dev.isthmus.core.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ProtoScannerTest {
  private static final int NAME = 1;
  private static final int MOST = 200;

  /** A number, eight bytes, four bytes, the name, and a text of 300 bytes. */
  private static final byte[] MESSAGE =
      join(
          hex("20ffffffffffffffffff01"),
          hex("3900000000000000ff"),
          hex("4500000001"),
          ProtoScanner.member(NAME, "gpt-ö"),
          ProtoScanner.member(2, "x".repeat(300)));

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] join(byte[]... parts) {
    ByteBuf all = Unpooled.wrappedBuffer(parts);
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }

  private static ProtoScanner scanner() {
    return new ProtoScanner(NAME, "name", MOST);
  }

  private static @Nullable String wrong(byte[]... parts) {
    ProtoScanner scanner = scanner();
    String found = scanner.feed(Unpooled.wrappedBuffer(parts));
    return found == null ? scanner.end() : found;
  }

  @Test
  void findsTheTextHoweverTheMessageIsCut() {
    int begin = 11 + 9 + 5;
    for (int first = 0; first <= MESSAGE.length; first++) {
      for (int second = first; second <= Math.min(MESSAGE.length, first + 40); second++) {
        ProtoScanner scanner = scanner();
        assertNull(scanner.feed(Unpooled.wrappedBuffer(MESSAGE, 0, first)));
        assertNull(scanner.feed(Unpooled.wrappedBuffer(MESSAGE, first, second - first)));
        assertNull(scanner.feed(Unpooled.wrappedBuffer(MESSAGE, second, MESSAGE.length - second)));
        assertNull(scanner.end());
        assertEquals("gpt-ö", scanner.text());
        assertEquals(begin, scanner.start());
        assertEquals(begin + 2 + "gpt-ö".getBytes(UTF_8).length, scanner.endOffset());
      }
    }
  }

  @Test
  void aMessageThatEndsInsideAFieldIsNotWhole() {
    int whole = 0;
    for (int length = 0; length <= MESSAGE.length; length++) {
      ProtoScanner scanner = scanner();
      assertNull(scanner.feed(Unpooled.wrappedBuffer(MESSAGE, 0, length)));
      whole += scanner.end() == null ? 1 : 0;
    }
    assertEquals(6, whole, "the empty message, and one after each field");
  }

  @Test
  void anAbsentOrEmptyTextIsToldApart() {
    ProtoScanner absent = scanner();
    assertNull(absent.feed(Unpooled.wrappedBuffer(hex("1001"))));
    assertNull(absent.end());
    assertNull(absent.text());
    assertEquals(-1, absent.start());
    ProtoScanner empty = scanner();
    assertNull(empty.feed(Unpooled.wrappedBuffer(hex("0a001001"))));
    assertNull(empty.end());
    assertEquals("", empty.text());
    assertEquals(2, empty.endOffset());
  }

  @Test
  void whatTwoReadersCouldReadDifferentlyIsRefused() {
    byte[] name = ProtoScanner.member(NAME, "a");
    assertEquals("name: stands twice (expected: once)", wrong(name, name));
    assertEquals("name: stands twice (expected: once)", wrong(hex("0a00"), name));
    assertEquals("name: not a text", wrong(hex("0801")));
    // The same tag with a byte too many is the same field.
    assertEquals("name: stands twice (expected: once)", wrong(name, hex("8a000161")));
    assertNotNull(wrong(ProtoScanner.member(NAME, "a".repeat(MOST + 1))));
    assertNull(wrong(ProtoScanner.member(NAME, "a".repeat(MOST))));
  }

  @Test
  void whatIsNoMessageIsRefused() {
    assertNotNull(wrong(hex("0001")), "no field zero");
    assertNotNull(wrong(hex("13")), "a group begins");
    assertNotNull(wrong(hex("14")), "a group ends");
    assertNotNull(wrong(hex("16")), "no such kind");
    assertNotNull(wrong(hex("ffffffffffff01")), "a tag too long");
    assertNotNull(wrong(hex("12ffffffffff01")), "a length too long");
    assertNotNull(wrong(hex("12ffffffff7f")), "a length beyond all messages");
    assertNotNull(wrong(hex("10ffffffffffffffffffff01")), "a number too long");
    assertNotNull(
        wrong(hex("8a80808010" + "0161")), "a number of which others take the lower bits");
    ProtoScanner scanner = scanner();
    assertNull(scanner.feed(Unpooled.wrappedBuffer(hex("0a02c328"))));
    assertNull(scanner.end());
    assertNull(scanner.text(), "not UTF-8");
  }

  @Test
  void writesAFieldAsOthersReadIt() {
    assertArrayEquals(hex("0a0161"), ProtoScanner.member(NAME, "a"));
    byte[] longer = ProtoScanner.member(2, "x".repeat(300));
    assertEquals(0x12, longer[0]);
    assertEquals((byte) 0xac, longer[1]);
    assertEquals(0x02, longer[2]);
    assertEquals(303, longer.length);
  }
}
