package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;

/**
 * Reads one JSON number byte by byte, and its value where it is integral. Threads: one. Errors: a
 * number that breaks the grammar, or has more than {@value #MAX_BYTES} bytes, is not whole.
 */
@HotPath
final class NumberReader {
  /** More than any sender needs; parsers behind us have bounds of their own, from 1000 up. */
  static final int MAX_BYTES = 512;

  private static final int MINUS = 0;
  private static final int ZERO = 1;
  private static final int INTEGER = 2;
  private static final int POINT = 3;
  private static final int FRACTION = 4;
  private static final int EXPONENT = 5;
  private static final int EXPONENT_SIGN = 6;
  private static final int EXPONENT_DIGITS = 7;
  private static final int BROKEN = 8;
  private static final int BASE = 10;

  /** So many digits are below 2^63, whatever they are. */
  private static final int SAFE_DIGITS = 18;

  /** Above it any digit can follow without overflow. */
  private static final long ROOM_FOR_A_DIGIT = Long.MIN_VALUE / BASE;

  private int state;
  private int bytes;
  private boolean negative;
  private boolean exact;

  /** The digits so far as a negative number, because that side reaches one further. */
  private long negated;

  /**
   * The index after a number that stands here whole, with the byte after it, and has neither an
   * exponent nor so many digits that they could overflow, as nearly all do; else −1.
   */
  static int plainEnd(byte[] source, int from, int to) {
    int first = source[from] == '-' ? from + 1 : from;
    int point = digitsEnd(source, first, to);
    if (!isInteger(source, first, point)) {
      return -1;
    }
    int end = point < to && source[point] == '.' ? digitsEnd(source, point + 1, to) : point;
    boolean plain =
        end < to && end != point + 1 && end - from <= MAX_BYTES && !belongs(source[end]);
    return plain ? end : -1;
  }

  /** Reads a number that {@link #plainEnd} has found. */
  void readPlain(byte[] source, int from, int to) {
    long sum = 0;
    int i = source[from] == '-' ? from + 1 : from;
    while (i < to && isDigit(source[i])) {
      sum = sum * BASE - (source[i++] - '0');
    }
    negative = source[from] == '-';
    negated = sum;
    exact = true;
    state = i == to ? INTEGER : FRACTION;
  }

  private static int digitsEnd(byte[] source, int from, int to) {
    int i = from;
    while (i < to && isDigit(source[i])) {
      i++;
    }
    return i;
  }

  private static boolean isInteger(byte[] source, int from, int to) {
    int digits = to - from;
    return digits == 1 || (digits > 1 && digits <= SAFE_DIGITS && source[from] != '0');
  }

  /** Starts with the number's first byte: a digit or a minus. */
  void start(int b) {
    bytes = 1;
    negative = b == '-';
    exact = true;
    negated = negative ? 0 : '0' - b;
    state = negative ? MINUS : b == '0' ? ZERO : INTEGER;
  }

  /** Reads from {@code from} and gives the index of the first byte that does not belong. */
  int scan(byte[] source, int from, int to) {
    int i = from;
    while (i < to && (acceptPlainDigit(source[i]) || accept(source[i]))) {
      i++;
    }
    return i;
  }

  /** The common case of {@link #accept}: one more digit where nothing changes by it. */
  private boolean acceptPlainDigit(int b) {
    boolean plain = state == INTEGER ? negated > ROOM_FOR_A_DIGIT : state == FRACTION;
    if (!plain || !isDigit(b) || bytes == MAX_BYTES) {
      return false;
    }
    bytes++;
    if (state == INTEGER) {
      negated = negated * BASE - (b - '0');
    }
    return true;
  }

  /** Takes the next byte; false where it does not belong to a number: then it is over. */
  private boolean accept(int b) {
    if (!belongs(b)) {
      return false;
    }
    state = ++bytes > MAX_BYTES ? BROKEN : next(b);
    if (state == INTEGER || state == ZERO) {
      add(b - '0');
    }
    return state != BROKEN;
  }

  /** Whether what came so far is a number. */
  boolean isWhole() {
    return state == ZERO || state == INTEGER || state == FRACTION || state == EXPONENT_DIGITS;
  }

  /** The number, where it is integral and within ±(2^63 − 1); else {@link Long#MIN_VALUE}. */
  long value() {
    boolean integral = state == ZERO || state == INTEGER;
    if (!integral || !exact || negated == Long.MIN_VALUE) {
      return Long.MIN_VALUE;
    }
    return negative ? negated : -negated;
  }

  private static boolean belongs(int b) {
    return isDigit(b) || b == '.' || b == 'e' || b == 'E' || b == '+' || b == '-';
  }

  private int next(int b) {
    boolean digit = isDigit(b);
    boolean exponent = b == 'e' || b == 'E';
    return switch (state) {
      case MINUS -> digit ? (b == '0' ? ZERO : INTEGER) : BROKEN;
      case ZERO -> b == '.' ? POINT : exponent ? EXPONENT : BROKEN;
      case INTEGER -> digit ? INTEGER : b == '.' ? POINT : exponent ? EXPONENT : BROKEN;
      case POINT -> digit ? FRACTION : BROKEN;
      case FRACTION -> digit ? FRACTION : exponent ? EXPONENT : BROKEN;
      case EXPONENT -> digit ? EXPONENT_DIGITS : b == '+' || b == '-' ? EXPONENT_SIGN : BROKEN;
      case EXPONENT_SIGN, EXPONENT_DIGITS -> digit ? EXPONENT_DIGITS : BROKEN;
      default -> BROKEN;
    };
  }

  private void add(int digit) {
    if (negated < (Long.MIN_VALUE + digit) / BASE) {
      exact = false;
    } else {
      negated = negated * BASE - digit;
    }
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }
}
