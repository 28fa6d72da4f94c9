package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the next byte that matters, eight bytes at a time.
 *
 * <p>A byte of {@code word} is zero where {@code (word - ONES) & ~word & HIGHS} has its high bit
 * set, and below {@code n} where {@code (word - n * ONES) & ~word & HIGHS} has. A borrow can set
 * bits above a true one by mistake, never below it, so the lowest set bit is always right. What is
 * looked for is below 0x80, so that exclusive-or leaves the high bits alone and {@code ~word}
 * serves all tests.
 *
 * <p>Threads: any; stateless.
 */
@HotPath
final class WordScan {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long BACKSLASHES = '\\' * ONES;

  /** Exclusive-or with 2 puts the quote, and no other byte, right above the control bytes. */
  private static final long TWOS = 2 * ONES;

  private static final long ABOVE_QUOTE = (('"' ^ 2) + 1) * ONES;
  private static final long LINE_FEEDS = '\n' * ONES;
  private static final long RETURNS = '\r' * ONES;

  private static final VarHandle HALF_WORDS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** The bits of the bytes that JSON takes for white space. */
  private static final long SPACES = 1L << ' ' | 1L << '\n' | 1L << '\r' | 1L << '\t';

  private WordScan() {}

  /** Index of the next byte that is no white space of JSON, or {@code to}. */
  static int spaceEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] <= ' ' && bytes[i] > 0 && (SPACES & 1L << bytes[i]) != 0) {
      i++;
    }
    return i;
  }

  /** Index of the next quote, backslash or control byte, or {@code to}. */
  static int stringStop(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long stops = stringStops(word(bytes, i));
      if (stops != 0) {
        return i + firstByte(stops);
      }
    }
    while (i < to && !stopsString(bytes[i])) {
      i++;
    }
    return i;
  }

  /** As {@link #stringStop}, and stops at bytes from 0x80 too. */
  static int keyStop(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long word = word(bytes, i);
      long stops = stringStops(word) | (word & HIGHS);
      if (stops != 0) {
        return i + firstByte(stops);
      }
    }
    while (i < to && bytes[i] >= 0 && !stopsString(bytes[i])) {
      i++;
    }
    return i;
  }

  /** Index of the next carriage return or line feed, or {@code to}. */
  static int lineStop(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long word = word(bytes, i);
      long stops = ((word ^ LINE_FEEDS) - ONES | (word ^ RETURNS) - ONES) & ~word & HIGHS;
      if (stops != 0) {
        return i + firstByte(stops);
      }
    }
    while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
  }

  private static long stringStops(long word) {
    long quoteOrControl = (word ^ TWOS) - ABOVE_QUOTE;
    long backslash = (word ^ BACKSLASHES) - ONES;
    return (quoteOrControl | backslash) & ~word & HIGHS;
  }

  /** The eight bytes from {@code i}, the first in the lowest place. */
  static long word(byte[] bytes, int i) {
    return (long) WORDS.get(bytes, i);
  }

  /** The four bytes from {@code i}, the first in the lowest place. */
  static int halfWord(byte[] bytes, int i) {
    return (int) HALF_WORDS.get(bytes, i);
  }

  /** What {@link #word} or {@link #halfWord} reads where {@code text} stands. */
  static long wordOf(String text) {
    long word = 0;
    for (int i = text.length() - 1; i >= 0; i--) {
      word = word << Byte.SIZE | text.charAt(i);
    }
    return word;
  }

  private static int firstByte(long stops) {
    return Long.numberOfTrailingZeros(stops) / Byte.SIZE;
  }

  private static boolean stopsString(byte b) {
    return b == '"' || b == '\\' || (b >= 0 && b < ' ');
  }
}
