package dev.isthmus.server.http;

/**
 * The bytes between the data of a chunked body (RFC 9112 §7.1), one at a time.
 *
 * <p>After {@link Step#CHUNK} the caller takes {@link #chunkBytes} bytes of data itself, and goes
 * on with the byte behind them.
 */
final class ChunkSyntax {
  /** As many digits as a long has; more are padding, which only confuses somebody. */
  private static final int MAX_DIGITS = 16;

  /** What one byte led to. */
  enum Step {
    MORE,
    CHUNK,
    END,
    BROKEN
  }

  private enum State {
    SIZE,
    EXTENSION_NAME,
    EXTENSION_NAME_MORE,
    EXTENSION_VALUE,
    EXTENSION_VALUE_MORE,
    QUOTED,
    QUOTED_PAIR,
    QUOTED_END,
    SIZE_LF,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    END_LF
  }

  private State state = State.SIZE;
  private long size;
  private int digits;
  private int overhead;

  void begin() {
    state = State.SIZE;
    size = 0;
    digits = 0;
    overhead = 0;
  }

  long chunkBytes() {
    return size;
  }

  Step accept(byte b) {
    return switch (state) {
      case SIZE -> size(b);
      case EXTENSION_NAME -> extension(b, State.EXTENSION_NAME_MORE);
      case EXTENSION_NAME_MORE -> b == '=' ? to(State.EXTENSION_VALUE) : extensionMore(b);
      case EXTENSION_VALUE ->
          b == '"' ? to(State.QUOTED) : extension(b, State.EXTENSION_VALUE_MORE);
      case EXTENSION_VALUE_MORE -> extensionMore(b);
      case QUOTED -> quoted(b);
      case QUOTED_PAIR -> isQuotable(b) ? spend(State.QUOTED) : Step.BROKEN;
      case QUOTED_END -> extensionEnd(b);
      case SIZE_LF -> b == Octets.LF ? endOfSize() : Step.BROKEN;
      case DATA_CR -> b == Octets.CR ? to(State.DATA_LF) : Step.BROKEN;
      case DATA_LF -> b == Octets.LF ? nextChunk() : Step.BROKEN;
      case TRAILER_START ->
          b == Octets.CR
              ? to(State.END_LF)
              : trailerByte(Octets.nameByte(b) != 0, State.TRAILER_NAME);
      case TRAILER_NAME ->
          b == ':' ? spend(State.TRAILER_VALUE) : trailerByte(Octets.nameByte(b) != 0, state);
      case TRAILER_VALUE ->
          b == Octets.CR ? to(State.TRAILER_LF) : trailerByte(Octets.isValue(b), state);
      case TRAILER_LF -> b == Octets.LF ? spend(State.TRAILER_START) : Step.BROKEN;
      case END_LF -> b == Octets.LF ? Step.END : Step.BROKEN;
    };
  }

  private Step size(byte b) {
    int digit = b < 0 ? -1 : Character.digit(b, 16);
    if (digit >= 0) {
      size = size << 4 | digit;
      return ++digits > MAX_DIGITS || size < 0 ? Step.BROKEN : Step.MORE;
    }
    return digits == 0 ? Step.BROKEN : extensionEnd(b);
  }

  /** A size, or an extension, is over: another extension, or the line's end. */
  private Step extensionEnd(byte b) {
    if (b == ';') {
      return spend(State.EXTENSION_NAME);
    }
    return b == Octets.CR ? to(State.SIZE_LF) : Step.BROKEN;
  }

  private Step extension(byte b, State next) {
    return Octets.isToken(b) ? spend(next) : Step.BROKEN;
  }

  private Step extensionMore(byte b) {
    return Octets.isToken(b) ? spend(state) : extensionEnd(b);
  }

  private Step quoted(byte b) {
    if (b == '"') {
      return to(State.QUOTED_END);
    }
    if (!isQuotable(b)) {
      return Step.BROKEN;
    }
    return spend(b == '\\' ? State.QUOTED_PAIR : State.QUOTED);
  }

  /** ASCII only: other parsers stumble over more, and no extension means anything here. */
  private static boolean isQuotable(byte b) {
    return b >= 0 && Octets.isValue(b);
  }

  private Step endOfSize() {
    if (size == 0) {
      return to(State.TRAILER_START);
    }
    state = State.DATA_CR;
    return Step.CHUNK;
  }

  private Step nextChunk() {
    size = 0;
    digits = 0;
    return to(State.SIZE);
  }

  private Step trailerByte(boolean valid, State next) {
    return valid ? spend(next) : Step.BROKEN;
  }

  private Step to(State next) {
    state = next;
    return Step.MORE;
  }

  /** As {@link #to}, for bytes that are neither size nor data nor the lines between them. */
  private Step spend(State next) {
    state = next;
    return ++overhead > BodyReader.MAX_OVERHEAD_BYTES ? Step.BROKEN : Step.MORE;
  }
}
