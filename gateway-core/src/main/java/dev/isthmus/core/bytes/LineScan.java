package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where a header's value and its line end, eight bytes at a time, by the arithmetic that
 * {@link WordScan} explains.
 *
 * <p>Threads: any; stateless.
 */
@HotPath
public final class LineScan {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long SPACES = ' ' * ONES;
  private static final long DELETES = 0x7f * ONES;
  private static final long LINE_FEEDS = '\n' * ONES;

  private LineScan() {}

  /**
   * Index of the next byte that may not stand in a header's value (a control character other than
   * the tab), or {@code to}. Source: RFC 9110 section 5.5.
   */
  public static int valueEnd(byte[] bytes, int from, int to) {
    int at = control(bytes, from, to);
    while (at < to && bytes[at] == '\t') {
      at = control(bytes, at + 1, to);
    }
    return at;
  }

  private static int control(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long word = (long) WORDS.get(bytes, i);
      long controls = ((word - SPACES) | ((word ^ DELETES) - ONES)) & ~word & HIGHS;
      if (controls != 0) {
        return i + firstByte(controls);
      }
    }
    while (i < to && bytes[i] != 0x7f && (bytes[i] < 0 || bytes[i] >= ' ')) {
      i++;
    }
    return i;
  }

  /** Index of the next line feed, or {@code to}. */
  public static int lineFeed(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long word = (long) WORDS.get(bytes, i);
      long feeds = ((word ^ LINE_FEEDS) - ONES) & ~word & HIGHS;
      if (feeds != 0) {
        return i + firstByte(feeds);
      }
    }
    while (i < to && bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  private static int firstByte(long stops) {
    return Long.numberOfTrailingZeros(stops) / Byte.SIZE;
  }
}
