package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

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

  /** Hears about one event after the other. Indices are those of the buffer fed last. */
  public interface Sink {

    /**
     * Lends the next bytes of the event's data, maybe a piece of a line.
     *
     * @param part the buffer fed last; {@code from} and {@code to} are indices of it
     */
    void data(ByteBuf part, int from, int to);

    /** Another data line of the same event begins: a line feed stands between the two. */
    void newline();

    /** Lends the next bytes of the event's name, as {@link #data} does. */
    void eventName(ByteBuf part, int from, int to);

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

  /** An event of one or a few tokens fits. */
  private static final int WINDOW_BYTES = 512;

  private static final int NAME = 0;
  private static final int AFTER_COLON = 1;
  private static final int VALUE = 2;

  /** Six bytes of a word, in the order in which a little-endian read gives them. */
  private static final long SIX_BYTES = 0xFFFFFFFFFFFFL;

  private static final long DATA_COLON_SPACE = littleEndian("data: ");
  private static final int DATA_PREFIX_BYTES = 6;

  private final ByteWindow window = new ByteWindow(WINDOW_BYTES, this::scan);
  private final SseField field = new SseField();
  private Sink sink = SilentSink.INSTANCE;
  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private int state = NAME;
  private boolean insideEvent;
  private boolean hadData;
  private boolean afterReturn;
  private boolean endedAtReturn;

  /** Borrows {@code part}, reads all its readable bytes by index and tells {@code to}. */
  public void feed(ByteBuf part, Sink to) {
    sink = to;
    buffer = part;
    window.show(part, part.readerIndex(), part.writerIndex());
    sink = SilentSink.INSTANCE;
    buffer = Unpooled.EMPTY_BUFFER;
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
    if (field.isStart() && startsWithData(bytes, i, to)) {
      field.setData();
      startValue();
      return i + DATA_PREFIX_BYTES;
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

  private static boolean startsWithData(byte[] bytes, int i, int to) {
    return i <= to - Long.BYTES && (WordScan.word(bytes, i) & SIX_BYTES) == DATA_COLON_SPACE;
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
      sink.data(buffer, from + shift, i + shift);
    } else if (i > from && field.isEvent()) {
      sink.eventName(buffer, from + shift, i + shift);
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

  private static long littleEndian(String text) {
    long word = 0;
    for (int i = text.length() - 1; i >= 0; i--) {
      word = word << Byte.SIZE | text.charAt(i);
    }
    return word;
  }

  /** Nobody listens between two buffers. */
  private enum SilentSink implements Sink {
    INSTANCE;

    @Override
    public void data(ByteBuf part, int from, int to) {}

    @Override
    public void newline() {}

    @Override
    public void eventName(ByteBuf part, int from, int to) {}

    @Override
    public void eventEnd(int index) {}

    @Override
    public void lateLineFeed(int index) {}
  }
}
