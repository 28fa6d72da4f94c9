package dev.isthmus.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.isthmus.core.bytes.LineScan;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of one HTTP/1.1 request, cut wherever the network cut it.
 *
 * <p>Strict: lines end in CR LF and nothing else, nothing is folded, no byte outside the grammar
 * passes, one empty line may stand before the request line. What is refused is refused at its
 * offending byte, and nothing behind that byte is looked at.
 *
 * <p>Shape: the bytes are copied once, into the {@link HeaderBlock} that is handed out; an idle
 * connection holds none. Threads: one event loop.
 */
final class HeadParser {
  private static final byte[] NONE = {};
  private static final String VERSION = "HTTP/1.";

  private enum State {
    START,
    START_LF,
    METHOD,
    TARGET,
    VERSION,
    LINE_LF,
    NAME_START,
    NAME,
    VALUE_START,
    VALUE,
    VALUE_LF,
    END_LF,
    DONE,
    REFUSED
  }

  private final HeadLimits limits;
  private State state = State.START;
  private byte[] bytes = NONE;
  private @Nullable HeaderBlock block;
  private int length;
  private final Lines lines = new Lines();
  private @Nullable Refusal refusal;

  HeadParser(HeadLimits limits) {
    this.limits = limits;
  }

  /** Where the parts of the head stand; offsets into {@code bytes}. */
  private static final class Lines {
    int lineStart;
    int methodEnd;
    int targetEnd;
    int sectionStart;
    int nameEnd;
    int valueStart;
    int valueEnd;

    void clear() {
      lineStart = 0;
      methodEnd = 0;
      targetEnd = 0;
      sectionStart = 0;
      nameEnd = 0;
      valueStart = 0;
      valueEnd = 0;
    }
  }

  /** Borrows {@code in} and reads on, up to the head's end at most. */
  void feed(ByteBuf in) {
    while (in.isReadable() && state != State.DONE && state != State.REFUSED) {
      if (length == bytes.length) {
        bytes = block == null ? block().bytes() : block().grow();
      }
      int from = length;
      int count = Math.min(in.readableBytes(), bytes.length - length);
      in.getBytes(in.readerIndex(), bytes, length, count);
      length = scan(from, from + count);
      in.skipBytes(length - from);
    }
  }

  private HeaderBlock block() {
    HeaderBlock known = block;
    if (known == null) {
      known = HeaderBlock.take();
      block = known;
    }
    return known;
  }

  boolean isStarted() {
    return length > 0;
  }

  boolean isDone() {
    return state == State.DONE;
  }

  /** What is wrong, or null. */
  @Nullable Refusal refusal() {
    return refusal;
  }

  String method() {
    return method("");
  }

  String target() {
    return target("");
  }

  /** The method; {@code likely} itself where it is the same. */
  String method(String likely) {
    return text(bytes[0] == Octets.CR ? 2 : 0, lines.methodEnd, likely);
  }

  /** The target; {@code likely} itself where it is the same. */
  String target(String likely) {
    return text(lines.methodEnd + 1, lines.targetEnd, likely);
  }

  boolean isHttp10() {
    return bytes[lines.targetEnd + 1 + VERSION.length()] == '0';
  }

  /** Hands the headers out, for the caller to release, and makes ready for the next request. */
  HeaderBlock takeHeaders() {
    HeaderBlock done = block();
    block = null;
    state = State.START;
    bytes = NONE;
    length = 0;
    lines.clear();
    return done;
  }

  private String text(int start, int end, String likely) {
    boolean same = likely.length() == end - start;
    for (int i = start; same && i < end; i++) {
      same = likely.charAt(i - start) == (bytes[i] & 0xff);
    }
    return same ? likely : new String(bytes, start, end - start, ISO_8859_1);
  }

  /** Runs over the bytes from {@code from} to {@code to}; returns the index after the last used. */
  private int scan(int from, int to) {
    int at = from;
    while (at < to && state != State.DONE && state != State.REFUSED) {
      at =
          switch (state) {
            case START -> start(at);
            case METHOD -> method(at, to);
            case TARGET -> target(at, to);
            case VERSION -> version(at);
            case NAME_START -> nameStart(at);
            case NAME -> name(at, to);
            case VALUE_START -> valueStart(at, to);
            case VALUE -> value(at, to);
            default -> lineFeed(at);
          };
    }
    checkLengths(at);
    return at;
  }

  private int start(int at) {
    if (bytes[at] == Octets.CR && at == 0) {
      state = State.START_LF;
      return at + 1;
    }
    lines.lineStart = at;
    state = State.METHOD;
    return at;
  }

  private int method(int from, int to) {
    int at = from;
    while (at < to && Octets.isToken(bytes[at])) {
      at++;
    }
    if (at == to) {
      return at;
    }
    if (bytes[at] != ' ' || at == lines.lineStart) {
      return refuse(Refusal.REQUEST_LINE, at);
    }
    lines.methodEnd = at;
    state = State.TARGET;
    return at + 1;
  }

  private int target(int from, int to) {
    int at = from;
    while (at < to && Octets.isVisible(bytes[at])) {
      at++;
    }
    if (at == to) {
      return at;
    }
    if (bytes[at] != ' ' || at == lines.methodEnd + 1) {
      boolean line = Octets.isValue(bytes[at]) && !Octets.isBlank(bytes[at]);
      return refuse(line ? Refusal.PATH : Refusal.REQUEST_LINE, at);
    }
    lines.targetEnd = at;
    state = State.VERSION;
    return at + 1;
  }

  private int version(int at) {
    int index = at - lines.targetEnd - 1;
    byte b = bytes[at];
    if (index < VERSION.length()
        ? b == VERSION.charAt(index)
        : index == VERSION.length() && (b == '0' || b == '1')) {
      return at + 1;
    }
    if (index <= VERSION.length() || b != Octets.CR) {
      return refuse(Refusal.REQUEST_LINE, at);
    }
    if (at - lines.lineStart > limits.requestLineBytes()) {
      return refuse(Refusal.LINE_TOO_LONG, at);
    }
    state = State.LINE_LF;
    return at + 1;
  }

  /** The second half of a line end, in every state that ends a line. */
  private int lineFeed(int at) {
    if (bytes[at] != Octets.LF) {
      return refuse(
          state == State.START_LF || state == State.LINE_LF ? Refusal.REQUEST_LINE : Refusal.HEADER,
          at);
    }
    switch (state) {
      case START_LF -> {
        lines.lineStart = at + 1;
        state = State.METHOD;
      }
      case END_LF -> state = State.DONE;
      default -> {
        if (state == State.LINE_LF) {
          lines.sectionStart = at + 1;
        }
        lines.lineStart = at + 1;
        state = State.NAME_START;
      }
    }
    return at + 1;
  }

  private int nameStart(int at) {
    if (bytes[at] == Octets.CR) {
      state = State.END_LF;
      return at + 1;
    }
    if (block().count() == limits.fields()) {
      return refuse(Refusal.HEAD_TOO_LARGE, at);
    }
    state = State.NAME;
    return at;
  }

  private int name(int from, int to) {
    int at = from;
    byte lower = 0;
    while (at < to && (lower = Octets.nameByte(bytes[at])) != 0) {
      bytes[at++] = lower;
    }
    if (at == to) {
      return at;
    }
    if (bytes[at] != ':' || at == lines.lineStart) {
      return refuse(Refusal.HEADER, at);
    }
    lines.nameEnd = at;
    state = State.VALUE_START;
    return at + 1;
  }

  private int valueStart(int from, int to) {
    int at = from;
    while (at < to && Octets.isBlank(bytes[at])) {
      at++;
    }
    if (at < to) {
      lines.valueStart = at;
      lines.valueEnd = at;
      state = State.VALUE;
    }
    return at;
  }

  private int value(int from, int to) {
    int at = LineScan.valueEnd(bytes, from, to);
    if (at == to) {
      return at;
    }
    if (bytes[at] != Octets.CR) {
      return refuse(Refusal.HEADER, at);
    }
    if (at - lines.lineStart > limits.fieldBytes()
        || at + 2 - lines.sectionStart > limits.sectionBytes()) {
      return refuse(Refusal.HEAD_TOO_LARGE, at);
    }
    lines.valueEnd = at;
    while (lines.valueEnd > lines.valueStart && Octets.isBlank(bytes[lines.valueEnd - 1])) {
      lines.valueEnd--;
    }
    block().add(lines.lineStart, lines.nameEnd, lines.valueStart, lines.valueEnd);
    state = State.VALUE_LF;
    return at + 1;
  }

  /** Refuses a line that is too long already, without waiting for its end. */
  private void checkLengths(int at) {
    int line = at - lines.lineStart;
    switch (state) {
      case METHOD, TARGET, VERSION -> {
        if (line > limits.requestLineBytes()) {
          refuse(Refusal.LINE_TOO_LONG, at);
        }
      }
      case NAME, VALUE_START, VALUE -> {
        if (line > limits.fieldBytes() || at - lines.sectionStart > limits.sectionBytes()) {
          refuse(Refusal.HEAD_TOO_LARGE, at);
        }
      }
      default -> {}
    }
  }

  private int refuse(Refusal why, int at) {
    refusal = why;
    state = State.REFUSED;
    return at;
  }
}
