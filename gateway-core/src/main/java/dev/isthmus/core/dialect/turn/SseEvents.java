package dev.isthmus.core.dialect.turn;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Collects the data of each event of a text/event-stream.
 *
 * <p>Shape: line ends are LF, CRLF or CR, the space after {@code data:} may be missing, several
 * data lines are joined by LF, comments and other fields mean nothing. Threads: one. Errors: an
 * event of more than {@value #MAX_EVENT_BYTES} bytes is refused. Source: WHATWG HTML, server-sent
 * events.
 */
public final class SseEvents {
  /** Largest event that is held to be translated. */
  public static final int MAX_EVENT_BYTES = 1 << 20;

  private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final HeldBytes held = new HeldBytes(MAX_EVENT_BYTES);
  private int lineStart;
  private boolean dataSeen;
  private boolean begun;
  private boolean afterCarriageReturn;

  /** Takes the data of one event. */
  @FunctionalInterface
  public interface Sink {
    void event(byte[] bytes, int length) throws IOException;
  }

  /** Borrows {@code part} and hands on the events that end in it. */
  public void see(ByteBuf part, Sink sink) throws IOException {
    int from = part.readerIndex();
    int end = part.writerIndex();
    if (from < end && afterCarriageReturn && part.getByte(from) == '\n') {
      from++;
    }
    afterCarriageReturn = afterCarriageReturn && part.readableBytes() == 0;
    while (from < end) {
      int at = part.forEachByte(from, end - from, ByteProcessor.FIND_CRLF);
      held.add(part, from, (at < 0 ? end : at) - from);
      if (at < 0) {
        return;
      }
      lineEnd(sink);
      from = at + 1;
      if (part.getByte(at) == '\r') {
        afterCarriageReturn = from == end;
        from += from < end && part.getByte(from) == '\n' ? 1 : 0;
      }
    }
  }

  /** The stream ended: an event that lacks only its blank line still counts. */
  public void end(Sink sink) throws IOException {
    if (held.size() > lineStart) {
      lineEnd(sink);
    }
    if (dataSeen) {
      dispatch(sink);
    }
  }

  private void lineEnd(Sink sink) throws IOException {
    if (!begun && held.startsWith(0, BYTE_ORDER_MARK)) {
      held.cut(0, BYTE_ORDER_MARK.length);
    }
    begun = true;
    if (held.size() == lineStart) {
      if (dataSeen) {
        dispatch(sink);
      }
    } else if (held.startsWith(lineStart, DATA)) {
      keepData();
    } else {
      held.truncate(lineStart);
    }
  }

  /** Leaves only the line's value, after an LF where a data line went before. */
  private void keepData() {
    int name = DATA.length;
    if (held.size() > lineStart + name && held.at(lineStart + name) == ' ') {
      name++;
    }
    if (dataSeen) {
      name--;
      held.array()[lineStart] = '\n';
      held.cut(lineStart + 1, name);
    } else {
      held.cut(lineStart, name);
    }
    lineStart = held.size();
    dataSeen = true;
  }

  private void dispatch(Sink sink) throws IOException {
    int length = held.size();
    byte[] bytes = held.array();
    held.clear();
    lineStart = 0;
    dataSeen = false;
    sink.event(bytes, length);
  }
}
