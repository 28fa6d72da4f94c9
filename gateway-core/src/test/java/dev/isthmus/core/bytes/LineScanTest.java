package dev.isthmus.core.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LineScanTest {

  @Test
  void everyByteAtEveryPlaceIsJudgedAsTheGrammarSays() {
    for (int place = 0; place < 20; place++) {
      for (int b = 0; b < 256; b++) {
        byte[] bytes = new byte[20];
        Arrays.fill(bytes, (byte) 'a');
        bytes[place] = (byte) b;
        boolean allowed = b == '\t' || (b >= ' ' && b != 0x7f);
        assertEquals(
            allowed ? bytes.length : place, LineScan.valueEnd(bytes, 0, bytes.length), "byte " + b);
        assertEquals(b == '\n' ? place : bytes.length, LineScan.lineFeed(bytes, 0, bytes.length));
      }
    }
  }

  @Test
  void agreesWithOneByteAtATime() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] bytes = new byte[64];
    for (int i = 0; i < 50_000; i++) {
      random.nextBytes(bytes);
      for (int j = random.nextInt(64); j > 0; j--) {
        bytes[random.nextInt(64)] = (byte) "\t\r\n ~\u007f\u0080".charAt(random.nextInt(7));
      }
      int from = random.nextInt(64);
      int to = from + random.nextInt(65 - from);
      assertEquals(plainValueEnd(bytes, from, to), LineScan.valueEnd(bytes, from, to), "" + seed);
      assertEquals(plainLineFeed(bytes, from, to), LineScan.lineFeed(bytes, from, to), "" + seed);
    }
  }

  private static int plainValueEnd(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      int b = bytes[i] & 0xff;
      if ((b < ' ' && b != '\t') || b == 0x7f) {
        return i;
      }
    }
    return to;
  }

  private static int plainLineFeed(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return to;
  }
}
