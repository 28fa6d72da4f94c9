package dev.isthmus.core.bytes;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages of an {@code application/vnd.amazon.eventstream} in the bytes that go by. A
 * message is copied to the heap until it is whole, because only then can its checksum be believed;
 * nobody has to free it.
 *
 * <p>Shape: big-endian; total length, length of the headers, CRC-32 of these eight bytes; headers;
 * payload; CRC-32 of all before it. Messages know nothing of the buffers they come in.
 *
 * <p>Units: bytes. Threads: one. Errors: an {@link EventStreamError} once the bytes cannot be
 * messages; nothing is read after it.
 *
 * <p>Source: AWS, "Event stream encoding".
 */
public final class EventStreamFramer {
  /** The protocol's own bound on the headers of one message. */
  public static final int MAX_HEADERS_BYTES = 128 << 10;

  /** Hears about one message after the other. */
  @FunctionalInterface
  public interface Sink {
    /** Lends {@code message}, which is another one after the return. */
    void message(EventStreamMessage message) throws IOException;
  }

  static final int PRELUDE_BYTES = 12;
  static final int CHECKSUM_BYTES = 4;

  /** What a message has besides headers and payload. */
  private static final int FRAME_BYTES = PRELUDE_BYTES + CHECKSUM_BYTES;

  /** A message of one or a few tokens fits. */
  private static final int FIRST_BYTES = 512;

  /** A larger array is not kept for the next message. */
  private static final int KEPT_BYTES = 64 << 10;

  private final int maxMessageBytes;
  private final CRC32 checksum = new CRC32();
  private final EventStreamMessage message = new EventStreamMessage();
  private byte[] bytes = new byte[FIRST_BYTES];
  private int size;

  /** Length of the message under way; 0 until its prelude is whole. */
  private int total;

  /** Of the first byte of the message under way. */
  private long offset;

  private @Nullable EventStreamError error;

  /** A framer of messages of at most {@code maxMessageBytes}, headers and checksums included. */
  public EventStreamFramer(int maxMessageBytes) {
    if (maxMessageBytes < FRAME_BYTES) {
      throw new IllegalArgumentException(
          "maxMessageBytes: " + maxMessageBytes + " (expected: >= " + FRAME_BYTES + ")");
    }
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * Borrows {@code part}, reads all its readable bytes by index and tells {@code to} of the
   * messages that end in it.
   *
   * @return what is wrong with the stream so far, or null
   * @throws IOException only what {@code to} throws
   */
  public @Nullable EventStreamError feed(ByteBuf part, Sink to) throws IOException {
    int from = part.readerIndex();
    int end = part.writerIndex();
    while (error == null && from < end) {
      int wanted = (total == 0 ? PRELUDE_BYTES : total) - size;
      int length = Math.min(wanted, end - from);
      keep(part, from, length);
      from += length;
      if (length == wanted) {
        step(to);
      }
    }
    return error;
  }

  /** Whether bytes came since the last message ended. */
  public boolean insideMessage() {
    return size > 0;
  }

  /** Ready for another stream. */
  public void reset() {
    size = 0;
    total = 0;
    offset = 0;
    error = null;
  }

  private void step(Sink to) throws IOException {
    EventStreamError.Kind fault = total == 0 ? readPrelude() : readMessage();
    if (fault != null) {
      error = new EventStreamError(fault, offset);
    } else if (size == total) {
      to.message(message);
      next();
    }
  }

  private EventStreamError.@Nullable Kind readPrelude() {
    if (checksum(PRELUDE_BYTES - CHECKSUM_BYTES) != EventStreamMessage.int32(bytes, 8)) {
      return EventStreamError.Kind.PRELUDE_CHECKSUM;
    }
    int length = EventStreamMessage.int32(bytes, 0); // negative from 2 GiB on
    if (length < FRAME_BYTES || length > maxMessageBytes) {
      return EventStreamError.Kind.MESSAGE_LENGTH;
    }
    int headers = EventStreamMessage.int32(bytes, 4);
    if (headers < 0 || headers > Math.min(length - FRAME_BYTES, MAX_HEADERS_BYTES)) {
      return EventStreamError.Kind.HEADERS_LENGTH;
    }
    total = length;
    return null;
  }

  private EventStreamError.@Nullable Kind readMessage() {
    int end = total - CHECKSUM_BYTES;
    if (checksum(end) != EventStreamMessage.int32(bytes, end)) {
      return EventStreamError.Kind.MESSAGE_CHECKSUM;
    }
    return message.read(bytes, end);
  }

  private int checksum(int length) {
    checksum.reset();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  private void next() {
    offset += total;
    size = 0;
    total = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[FIRST_BYTES];
    }
  }

  /** The array grows with what came, and not with what was announced. */
  private void keep(ByteBuf part, int from, int length) {
    if (size + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + length, 2 * bytes.length));
    }
    part.getBytes(from, bytes, size, length);
    size += length;
  }
}
