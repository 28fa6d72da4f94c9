package dev.isthmus.load.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.util.function.LongConsumer;

/**
 * Finds a stub's chunks in the bytes of an answer, and the answer's end, however they were cut.
 * Threads: one.
 */
final class StreamReader implements ByteProcessor {
  private static final byte[] MARK = StubAnswers.TIME_MARK.getBytes(US_ASCII);
  private static final byte[] END = "\r\n0\r\n\r\n".getBytes(US_ASCII);

  private final LongConsumer chunk;
  private int marked;
  private int digits;
  private long nanos;
  private int ended;

  /**
   * @param chunk is told of each when it left, in nanoseconds of {@link System#nanoTime()}
   */
  StreamReader(LongConsumer chunk) {
    this.chunk = chunk;
  }

  /** Borrows {@code bytes}; answers whether they end an answer. */
  boolean read(ByteBuf bytes) {
    bytes.forEachByte(this);
    boolean over = ended == END.length;
    ended = over ? 0 : ended;
    return over;
  }

  @Override
  public boolean process(byte value) {
    ended = ended < END.length && value == END[ended] ? ended + 1 : value == END[0] ? 1 : 0;
    if (marked < MARK.length) {
      marked = value == MARK[marked] ? marked + 1 : value == MARK[0] ? 1 : 0;
    } else if (value < '0' || value > '9') {
      forget();
    } else {
      nanos = nanos * 10 + value - '0';
      digits++;
      if (digits == StubAnswers.TIME_DIGITS) {
        chunk.accept(nanos);
        forget();
      }
    }
    return true;
  }

  private void forget() {
    marked = 0;
    digits = 0;
    nanos = 0;
  }
}
