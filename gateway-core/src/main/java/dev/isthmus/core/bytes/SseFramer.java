package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import io.netty.buffer.ByteBuf;

/**
 * Finds the events of a {@code text/event-stream} in the bytes that go by; copies nothing.
 *
 * <p>Shape: lines end in LF, CR or CRLF, also mixed; a byte order mark at the start is skipped;
 * fields other than {@code data} and {@code event} and comments are passed over; one space after a
 * colon does not belong to the value. Where a CRLF is cut in two, the line ends at the CR.
 *
 * <p>Threads: one. Errors: none; every sequence of bytes is some stream of events.
 *
 * <p>Source: WHATWG HTML, section 9.2, "Server-sent events".
 */
@HotPath
public final class SseFramer {

  /** Hears about one event after the other. */
  public interface Sink {

    /**
     * Lends the next bytes of the event's data, maybe a piece of a line.
     *
     * @param shift what to add to an index of {@code bytes} to get one of the buffer fed last
     */
    void data(byte[] bytes, int from, int to, int shift);

    /** Another data line of the same event begins: a line feed stands between the two. */
    void newline();

    /** Lends the next bytes of the event's name. */
    void eventName(byte[] bytes, int from, int to);

    /**
     * A blank line ended the event, which may have had no data at all.
     *
     * @param index just after the blank line, in the buffer fed last
     */
    void eventEnd(int index);

    /**
     * The line feed of a CRLF came whose carriage return had already ended the event, maybe in the
     * buffer before: it belongs to that event.
     *
     * @param index just after it, in the buffer fed last
     */
    void lateLineFeed(int index);
  }

  private static final int NAME = 0;
  private static final int AFTER_COLON = 1;
  private static final int VALUE = 2;

  private static final String DATA = "data: ";
  private static final long DATA_WORD = WordScan.wordOf(DATA);
  private static final long DATA_BYTES = 0xFFFFFFFFFFFFL;
  private static final String EVENT = "event: ";
  private static final long EVENT_WORD = WordScan.wordOf(EVENT);
  private static final long EVENT_BYTES = 0xFFFFFFFFFFFFFFL;

  private final ByteWindow.Reader piece = this::scan;
  private final SseField field = new SseField();
  private Sink sink = SilentSink.INSTANCE;
  private int state = NAME;
  private boolean insideEvent;
  private boolean hadData;
  private boolean afterReturn;
  private boolean endedAtReturn;

  /** Borrows {@code part}, reads all its readable bytes by index and tells {@code to}. */
  public void feed(ByteBuf part, Sink to) {
    sink = to;
    ByteWindow.show(part, part.readerIndex(), part.writerIndex(), piece);
    sink = SilentSink.INSTANCE;
  }

  /** Whether bytes came since the last event ended. */
  public boolean insideEvent() {
    return insideEvent;
  }

  /** Ready for another stream. */
  public void reset() {
    state = NAME;
    insideEvent = false;
    hadData = false;
    afterReturn = false;
    endedAtReturn = false;
    field.startStream();
  }

  private void scan(byte[] bytes, int from, int to, int shift) {
    int i = from;
    while (i < to) {
      i =
          switch (state) {
            case NAME -> readName(bytes, i, to, shift);
            case AFTER_COLON -> afterColon(bytes, i);
            default -> readValue(bytes, i, to, shift);
          };
    }
  }

  private int readName(byte[] bytes, int i, int to, int shift) {
    int b = bytes[i] & 0xFF;
    if (afterReturn) {
      afterReturn = false;
      if (b == '\n') {
        lateLineFeed(i + 1 + shift);
        return i + 1;
      }
    }
    endedAtReturn = false;
    if (b == '\n' || b == '\r') {
      endLine(b, i + 1 + shift);
      return i + 1;
    }
    insideEvent = true;
    if (field.isStart() && i <= to - Long.BYTES) {
      int value = plainName(WordScan.word(bytes, i), i);
      if (value > i) {
        startValue();
        return value;
      }
    }
    if (b == ':') {
      state = AFTER_COLON;
    } else {
      field.accept(b);
    }
    return i + 1;
  }

  private void lateLineFeed(int index) {
    if (endedAtReturn) {
      endedAtReturn = false;
      sink.lateLineFeed(index);
    }
  }

  /** Knows the usual names at a glance: the index of the value, or {@code i}. */
  private int plainName(long word, int i) {
    if ((word & DATA_BYTES) == DATA_WORD) {
      field.setData();
      return i + DATA.length();
    }
    if ((word & EVENT_BYTES) == EVENT_WORD) {
      field.setEvent();
      return i + EVENT.length();
    }
    return i;
  }

  private int afterColon(byte[] bytes, int i) {
    startValue();
    return bytes[i] == ' ' ? i + 1 : i;
  }

  private void startValue() {
    state = VALUE;
    if (field.isData()) {
      if (hadData) {
        sink.newline();
      }
      hadData = true;
    }
  }

  private int readValue(byte[] bytes, int from, int to, int shift) {
    int i = WordScan.lineStop(bytes, from, to);
    if (i > from && field.isData()) {
      sink.data(bytes, from, i, shift);
    } else if (i > from && field.isEvent()) {
      sink.eventName(bytes, from, i);
    }
    if (i < to) {
      endLine(bytes[i], i + 1 + shift);
      return i + 1;
    }
    return i;
  }

  private void endLine(int b, int index) {
    boolean blank = field.isStart() && state == NAME;
    if (state == NAME && field.isData()) {
      startValue();
    }
    state = NAME;
    field.startLine();
    afterReturn = b == '\r';
    if (blank) {
      insideEvent = false;
      hadData = false;
      endedAtReturn = afterReturn;
      sink.eventEnd(index);
    }
  }

  /** Nobody listens between two buffers. */
  private enum SilentSink implements Sink {
    INSTANCE;

    @Override
    public void data(byte[] bytes, int from, int to, int shift) {}

    @Override
    public void newline() {}

    @Override
    public void eventName(byte[] bytes, int from, int to) {}

    @Override
    public void eventEnd(int index) {}

    @Override
    public void lateLineFeed(int index) {}
  }
}
