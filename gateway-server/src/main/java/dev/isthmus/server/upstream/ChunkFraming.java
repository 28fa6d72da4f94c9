package dev.isthmus.server.upstream;

import io.netty.buffer.ByteBuf;

/**
 * Reads the chunked transfer coding strictly, and says which bytes are body.
 *
 * <p>Extensions and trailers are checked and dropped, and together bounded per message. Nothing is
 * forgiven: a reader behind us must never see another message than we do. Source: RFC 9112 §7.1.
 *
 * <p>Threads: one. Allocation: none.
 */
final class ChunkFraming {

  /** Bytes of extensions and trailers per message. */
  static final int MAX_EXTRA_BYTES = 16 * 1024;

  private static final int CRLF = '\r' << 8 | '\n';

  /** Digits of a chunk's size; leading zeros count. */
  private static final int MAX_SIZE_DIGITS = 15;

  private enum State {
    SIZE,
    EXTENSION,
    NAME,
    VALUE_START,
    VALUE,
    QUOTED,
    ESCAPED,
    QUOTED_END,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    END,
    BAD
  }

  private State state = State.SIZE;
  private long remaining;
  private int digits;
  private int extra;
  private int part;

  void reset() {
    state = State.SIZE;
    remaining = 0;
    digits = 0;
    extra = 0;
    part = 0;
  }

  /** How many of the next readable bytes are body, after {@link Step#BODY}. */
  int part() {
    return part;
  }

  /** Borrows {@code in} and moves its reader index over framing, never over body. */
  Step next(ByteBuf in) {
    while (true) {
      if (!in.isReadable()) {
        return state == State.END ? Step.END : Step.MORE;
      }
      if (state == State.DATA) {
        part = (int) Math.min(remaining, in.readableBytes());
        remaining -= part;
        state = remaining == 0 ? State.DATA_CR : State.DATA;
        return Step.BODY;
      }
      state = step(in.readUnsignedByte());
      if (state == State.BAD) {
        return Step.BAD;
      }
      if (state == State.END) {
        return Step.END;
      }
    }
  }

  /**
   * Whether behind the part that the next readable bytes of {@code in} begin with there is the end
   * of its chunk and nothing else; that end then counts as read. Borrows {@code in}.
   */
  boolean endsWith(ByteBuf in) {
    int end = in.readerIndex() + part;
    boolean ends =
        state == State.DATA_CR && in.writerIndex() - end == 2 && in.getShort(end) == CRLF;
    if (ends) {
      state = nextSize('\n');
    }
    return ends;
  }

  private State step(int b) {
    return switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> extra(HttpGrammar.isToken(b), State.NAME);
      case NAME -> b == '=' ? extra(true, State.VALUE_START) : extension(b, true);
      case VALUE_START ->
          b == '"' ? extra(true, State.QUOTED) : extra(HttpGrammar.isToken(b), State.VALUE);
      case VALUE -> extension(b, true);
      case QUOTED -> quoted(b);
      case ESCAPED -> extra(HttpGrammar.isText(b), State.QUOTED);
      case QUOTED_END -> extension(b, false);
      case SIZE_LF -> expect(b, '\n', remaining == 0 ? State.TRAILER : State.DATA);
      case DATA_CR -> expect(b, '\r', State.DATA_LF);
      case DATA_LF -> nextSize(b);
      case TRAILER -> trailer(b);
      case TRAILER_NAME -> trailerName(b);
      case TRAILER_VALUE -> b == '\r' ? State.TRAILER_LF : extra(HttpGrammar.isText(b), state);
      case TRAILER_LF -> expect(b, '\n', State.TRAILER);
      case LAST_LF -> expect(b, '\n', State.END);
      case DATA, END, BAD -> State.BAD;
    };
  }

  private State size(int b) {
    int value = HttpGrammar.hex(b);
    if (value >= 0) {
      remaining = remaining << 4 | value;
      return ++digits <= MAX_SIZE_DIGITS ? State.SIZE : State.BAD;
    }
    if (digits == 0) {
      return State.BAD;
    }
    return b == '\r' ? State.SIZE_LF : extra(b == ';', State.EXTENSION);
  }

  /** Inside a name or value, or just behind a quoted one. */
  private State extension(int b, boolean inToken) {
    if (b == '\r') {
      return State.SIZE_LF;
    }
    return b == ';'
        ? extra(true, State.EXTENSION)
        : extra(inToken && HttpGrammar.isToken(b), state);
  }

  /** A quoted value may not hold a line end: others take that for the end of the size line. */
  private State quoted(int b) {
    State next = b == '"' ? State.QUOTED_END : b == '\\' ? State.ESCAPED : State.QUOTED;
    return extra(HttpGrammar.isText(b), next);
  }

  private State nextSize(int b) {
    digits = 0;
    remaining = 0;
    return expect(b, '\n', State.SIZE);
  }

  private State trailer(int b) {
    return b == '\r' ? State.LAST_LF : extra(HttpGrammar.isToken(b), State.TRAILER_NAME);
  }

  private State trailerName(int b) {
    return b == ':' ? State.TRAILER_VALUE : extra(HttpGrammar.isToken(b), State.TRAILER_NAME);
  }

  private State extra(boolean allowed, State next) {
    return allowed && ++extra <= MAX_EXTRA_BYTES ? next : State.BAD;
  }

  private static State expect(int b, int wanted, State next) {
    return b == wanted ? next : State.BAD;
  }
}
