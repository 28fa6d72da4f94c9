package dev.isthmus.server.upstream;

import dev.isthmus.core.bytes.LineScan;
import dev.isthmus.core.bytes.NameKinds;
import dev.isthmus.core.call.Digits;
import dev.isthmus.core.call.HeaderView;
import io.netty.buffer.ByteBuf;
import io.netty.util.Recycler;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One response head, collected line by line as it arrives. Names and values stay bytes until
 * somebody asks for one.
 *
 * <p>Shape: at most 64 KiB and 200 fields; every line ends in CR LF. Threads: one event loop. Life:
 * from {@link #take} until {@link #release}: a connection has one while a head arrives, and none
 * while it waits or a body goes by.
 */
final class ResponseHead implements HeaderView {

  static final int MAX_BYTES = 64 * 1024;
  static final int MAX_FIELDS = 200;

  private static final int USUAL_BYTES = 1_024;
  private static final int USUAL_FIELDS = 24;

  /** {@code HTTP/1.1 200}: the shortest status line. */
  private static final int STATUS_LINE_BYTES = 12;

  /** Four marks each: where name and value begin and end. */
  private static final int MARKS = 4;

  /** Heads that an event loop keeps: of so many connections one arrives in pieces at a time. */
  private static final int MOST_SPARE = 64;

  private static final Recycler<ResponseHead> SPARE =
      new Recycler<>(MOST_SPARE, 0, MOST_SPARE / 2) {
        @Override
        protected ResponseHead newObject(Handle<ResponseHead> handle) {
          return new ResponseHead(handle);
        }
      };

  private final Recycler.Handle<ResponseHead> handle;
  private byte[] bytes = new byte[USUAL_BYTES];
  private int[] marks = new int[USUAL_FIELDS * MARKS];
  private int length;
  private int lineStart;
  private int fields;

  /** What {@link NameKinds} knows of the names. */
  private long kinds;

  private int status;
  private boolean minorOne;

  private ResponseHead(Recycler.Handle<ResponseHead> handle) {
    this.handle = handle;
  }

  /** An empty head. */
  static ResponseHead take() {
    ResponseHead head = SPARE.get();
    head.reset();
    return head;
  }

  /** Gives the head back; nobody reads it any more. */
  void release() {
    if (bytes.length <= 8 * USUAL_BYTES) {
      handle.recycle(this);
    }
  }

  private void reset() {
    length = 0;
    lineStart = 0;
    fields = 0;
    kinds = 0;
    status = 0;
  }

  int status() {
    return status;
  }

  /** Whether the answer is HTTP/1.1; otherwise it is HTTP/1.0. */
  boolean isOneOne() {
    return minorOne;
  }

  /** Borrows {@code in} and moves its reader index to the end of the head, or of all bytes. */
  Step read(ByteBuf in) {
    while (in.isReadable()) {
      int count = Math.min(Math.min(in.readableBytes(), USUAL_BYTES), MAX_BYTES - length);
      if (count == 0) {
        return Step.BAD;
      }
      // A piece is copied at once, body that may follow included: asking the buffer for each line
      // costs more.
      room(count);
      in.getBytes(in.readerIndex(), bytes, length, count);
      int from = length;
      Step step = lines(from + count);
      in.skipBytes(length - from);
      if (step != Step.MORE) {
        return step;
      }
    }
    return Step.MORE;
  }

  private void room(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
    }
  }

  /** Reads the lines that end before {@code to}, which is where the copied bytes end. */
  private Step lines(int to) {
    for (int at = feed(to); at < to; at = feed(to)) {
      length = at + 1;
      Step step = line();
      if (step != Step.MORE) {
        return step;
      }
    }
    length = to;
    return Step.MORE;
  }

  private int feed(int to) {
    return LineScan.lineFeed(bytes, length, to);
  }

  private Step line() {
    int from = lineStart;
    int to = length - 2;
    lineStart = length;
    if (to < from || bytes[to] != '\r') {
      return Step.BAD;
    }
    if (from == 0) {
      return statusLine(to) ? Step.MORE : Step.BAD;
    }
    if (to == from) {
      return Step.HEAD;
    }
    return field(from, to) ? Step.MORE : Step.BAD;
  }

  private boolean statusLine(int to) {
    if (to < STATUS_LINE_BYTES
        || !matches(0, "HTTP/1.")
        || (bytes[7] != '0' && bytes[7] != '1')
        || bytes[8] != ' '
        || (to > STATUS_LINE_BYTES && bytes[STATUS_LINE_BYTES] != ' ')) {
      return false;
    }
    minorOne = bytes[7] == '1';
    for (int i = 9; i < STATUS_LINE_BYTES; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
      status = status * 10 + bytes[i] - '0';
    }
    return status >= 100 && status <= 599 && isText(STATUS_LINE_BYTES, to);
  }

  private boolean field(int from, int to) {
    int colon = from;
    while (colon < to && HttpGrammar.isToken(bytes[colon])) {
      lower(colon++);
    }
    if (colon == from || colon == to || bytes[colon] != ':' || fields == MAX_FIELDS) {
      return false;
    }
    int start = colon + 1;
    int end = to;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    mark(from, colon, start, end);
    return isText(start, end);
  }

  private void lower(int index) {
    if (bytes[index] >= 'A' && bytes[index] <= 'Z') {
      bytes[index] |= 0x20;
    }
  }

  private void mark(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    int at = fields++ * MARKS;
    if (at == marks.length) {
      marks = Arrays.copyOf(marks, 2 * marks.length);
    }
    marks[at] = nameStart;
    marks[at + 1] = nameEnd;
    marks[at + 2] = valueStart;
    marks[at + 3] = valueEnd;
    kinds |= NameKinds.of(bytes, nameStart, nameEnd);
  }

  private boolean isText(int from, int to) {
    return LineScan.valueEnd(bytes, from, to) == to;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** The next field called {@code name} at or after {@code from}, or −1. */
  int find(String name, int from) {
    if ((kinds & NameKinds.of(name)) == 0) {
      return -1;
    }
    for (int field = from; field < fields; field++) {
      int at = field * MARKS;
      if (marks[at + 1] - marks[at] == name.length() && matches(marks[at], name)) {
        return field;
      }
    }
    return -1;
  }

  /** The value of field number {@code field}. */
  String value(int field) {
    return text(marks[field * MARKS + 2], marks[field * MARKS + 3]);
  }

  @Override
  public @Nullable String get(String name) {
    int field = find(name, 0);
    return field < 0 ? null : value(field);
  }

  @Override
  public long number(String name) {
    int field = find(name, 0);
    return field < 0 ? -1 : number(field);
  }

  private long number(int field) {
    return Digits.number(bytes, marks[field * MARKS + 2], marks[field * MARKS + 3]);
  }

  /** The value of field number {@code field} as a body's length: no zero before other digits. */
  long length(int field) {
    int from = marks[field * MARKS + 2];
    boolean leadingZero = marks[field * MARKS + 3] - from > 1 && bytes[from] == '0';
    return leadingZero ? -1 : number(field);
  }

  @Override
  public void forEach(BiConsumer<String, String> visitor) {
    for (int field = 0; field < fields; field++) {
      int at = field * MARKS;
      visitor.accept(text(marks[at], marks[at + 1]), value(field));
    }
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private boolean matches(int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
