package dev.isthmus.load.measure;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * How long a message of HTTP/1.1 is that says so in {@code content-length}, looked at in place.
 *
 * @param head bytes up to and with its empty line
 * @param body bytes after that
 */
record Framing(int head, int body) {
  /** Of a message whose head is not whole yet. */
  static final Framing UNKNOWN = new Framing(0, Integer.MAX_VALUE);

  private static final String LENGTH = "content-length:";
  private static final int LOWER = 0x20;

  /** Borrows {@code message}. */
  static Framing of(ByteBuf message) {
    int from = message.readerIndex();
    int to = message.writerIndex();
    int length = 0;
    int line = from;
    for (int end = next(message, line, to); end >= 0; end = next(message, line, to)) {
      if (end - line <= 1) {
        return new Framing(end + 1 - from, length);
      }
      if ((message.getByte(line) | LOWER) == 'c' && named(message, line)) {
        length = number(message, line + LENGTH.length(), end);
      }
      line = end + 1;
    }
    return UNKNOWN;
  }

  private static int next(ByteBuf message, int from, int to) {
    return message.indexOf(from, to, (byte) '\n');
  }

  /** The line's end is no letter, so that this does not look behind it. */
  private static boolean named(ByteBuf message, int line) {
    for (int i = 0; i < LENGTH.length(); i++) {
      byte value = message.getByte(line + i);
      if ((value == ':' || value == '-' ? value : value | LOWER) != LENGTH.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int number(ByteBuf message, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      byte value = message.getByte(i);
      number = value >= '0' && value <= '9' ? number * 10 + value - '0' : number;
    }
    return number;
  }

  /** Takes both, and lends what they are together. */
  static ByteBuf join(ByteBufAllocator allocator, ByteBuf first, ByteBuf more) {
    if (first.isWritable(more.readableBytes())) {
      first.writeBytes(more);
      more.release();
      return first;
    }
    ByteBuf both = allocator.buffer(2 * (first.readableBytes() + more.readableBytes()));
    both.writeBytes(first).writeBytes(more);
    first.release();
    more.release();
    return both;
  }

  /** Whether {@code message} is all there. */
  boolean isWhole(ByteBuf message) {
    return message.readableBytes() - head >= body;
  }
}
