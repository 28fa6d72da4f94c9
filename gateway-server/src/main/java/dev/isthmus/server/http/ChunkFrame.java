package dev.isthmus.server.http;

import dev.isthmus.core.bytes.Roots;
import io.netty.buffer.ByteBuf;

/**
 * The frame of a chunk: its size line before it and a line end behind it (RFC 9112 §7.1).
 *
 * <p>What came in a chunk of its own leaves room for another frame where the old one stood, in the
 * same memory. Nothing of the old frame is kept: size lines are always written anew. Threads: any.
 */
final class ChunkFrame {
  /** A size line at its longest, with the end of the chunk before it. */
  static final int LINE_BYTES = 12;

  static final int END_BYTES = 2;

  private static final int CRLF = '\r' << 8 | '\n';
  private static final int DIGIT_BITS = 4;
  private static final int LAST_DIGIT = (1 << DIGIT_BITS) - 1;

  private ChunkFrame() {}

  /** Writes the line before {@code bytes} bytes, more than none, behind what {@code out} holds. */
  static void begin(ByteBuf out, int bytes) {
    for (int shift = (digits(bytes) - 1) * DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
      out.writeByte(digit(bytes >>> shift));
    }
    out.writeShort(CRLF);
  }

  /** Writes what stands behind a chunk. */
  static void end(ByteBuf out) {
    out.writeShort(CRLF);
  }

  /** Whether {@code part}, of some bytes, owns room around them that holds a frame. */
  static boolean fitsAround(ByteBuf part) {
    int line = digits(part.readableBytes()) + END_BYTES;
    return part.readerIndex() >= line
        && part.capacity() - part.writerIndex() >= END_BYTES
        && Roots.ownsRoom(part);
  }

  /** Makes {@code part} a whole chunk where it stands; only where that {@link #fitsAround} it. */
  static void around(ByteBuf part) {
    int at = part.readerIndex() - END_BYTES;
    part.setShort(at, CRLF);
    for (int left = part.readableBytes(); left != 0; left >>>= DIGIT_BITS) {
      part.setByte(--at, digit(left));
    }
    part.readerIndex(at);
    part.writeShort(CRLF);
  }

  private static int digits(int bytes) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(bytes) + DIGIT_BITS - 1) / DIGIT_BITS;
  }

  private static int digit(int bits) {
    int digit = bits & LAST_DIGIT;
    return digit < 10 ? '0' + digit : 'a' + digit - 10;
  }
}
