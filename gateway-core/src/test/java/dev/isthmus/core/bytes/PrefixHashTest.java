package dev.isthmus.core.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How bodies begin, whichever way they come. */
final class PrefixHashTest {
  private final byte[] body = new byte[PrefixHash.BYTES + 100];

  PrefixHashTest() {
    new Random(3).nextBytes(body);
  }

  private static long of(byte[] bytes) {
    PrefixHash hash = new PrefixHash();
    hash.see(Unpooled.wrappedBuffer(bytes));
    return hash.value();
  }

  @Test
  void everySplitGivesTheSame() {
    long whole = of(body);
    for (int split = 0; split <= body.length; split++) {
      PrefixHash hash = new PrefixHash();
      hash.see(Unpooled.wrappedBuffer(body, 0, split));
      hash.see(Unpooled.wrappedBuffer(body, split, body.length - split));
      assertEquals(whole, hash.value(), "split at " + split);
    }
    for (int size = 1; size < 40; size++) {
      PrefixHash hash = new PrefixHash();
      for (int at = 0; at < body.length; at += size) {
        hash.see(Unpooled.wrappedBuffer(body, at, Math.min(size, body.length - at)));
      }
      assertEquals(whole, hash.value(), "parts of " + size);
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
    PrefixHash hash = new PrefixHash();
    hash.see(Unpooled.wrappedBuffer(body, 0, PrefixHash.BYTES - 1));
    assertEquals(0, hash.value());
    hash.see(Unpooled.wrappedBuffer(body, PrefixHash.BYTES - 1, 1));
    assertEquals(of(body), hash.value());
  }

  @Test
  void bytesAreReadWhereTheyStand() {
    ByteBuf direct = AllocationMeter.direct(body);
    PrefixHash[] hashes = new PrefixHash[100];
    int[] next = {0};
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = new PrefixHash();
    }
    assertEquals(0, AllocationMeter.bytes(() -> hashes[next[0]++].see(direct)));
    assertEquals(of(body), hashes[0].value());
    assertEquals(0, direct.readerIndex());
  }
}
