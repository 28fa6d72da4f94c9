package dev.isthmus.core.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How bodies begin, whichever way they came. */
final class PrefixHashTest {
  private final byte[] body = new byte[PrefixHash.BYTES + 100];

  PrefixHashTest() {
    new Random(3).nextBytes(body);
  }

  private static long of(byte[] bytes) {
    return PrefixHash.of(Unpooled.wrappedBuffer(bytes));
  }

  @Test
  void everySplitGivesTheSame() {
    long whole = of(body);
    for (int split = 0; split <= body.length; split++) {
      ByteBuf parts =
          Unpooled.wrappedBuffer(
              Unpooled.wrappedBuffer(body, 0, split),
              Unpooled.wrappedBuffer(body, split, body.length - split));
      assertEquals(whole, PrefixHash.of(parts), "split at " + split);
    }
    for (int size = 1; size < 40; size++) {
      CompositeByteBuf parts = Unpooled.compositeBuffer(body.length);
      for (int at = 0; at < body.length; at += size) {
        int length = Math.min(size, body.length - at);
        parts.addComponent(true, Unpooled.wrappedBuffer(body, at, length));
      }
      assertEquals(whole, PrefixHash.of(parts), "parts of " + size);
    }
  }

  @Test
  void everyByteOfTheBeginningCountsAndNoneBehindIt() {
    long whole = of(body);
    for (int at = 0; at < body.length; at++) {
      body[at]++;
      if (at < PrefixHash.BYTES) {
        assertNotEquals(whole, of(body), "byte " + at);
      } else {
        assertEquals(whole, of(body), "byte " + at);
      }
      body[at]--;
    }
  }

  @Test
  void lessThanABeginningHasNoHash() {
    assertEquals(0, PrefixHash.of(Unpooled.wrappedBuffer(body, 0, PrefixHash.BYTES - 1)));
    assertEquals(of(body), PrefixHash.of(Unpooled.wrappedBuffer(body, 0, PrefixHash.BYTES)));
  }

  @Test
  void readsDirectMemoryFromTheReaderIndexOn() {
    byte[] shifted = new byte[body.length + 3];
    System.arraycopy(body, 0, shifted, 3, body.length);
    ByteBuf direct = AllocationMeter.direct(shifted).skipBytes(3);
    assertEquals(of(body), PrefixHash.of(direct));
    assertEquals(3, direct.readerIndex());
  }
}
