package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds one text among the fields of a protobuf message, and steps over all others by their length
 * without reading them.
 *
 * <p>Shape: a message of less than 2 GiB, in parts of any length. A field that stands twice is
 * refused, though protobuf lets the last one win: whoever reads the message next must not read
 * another text. Groups, which proto3 does not have, are refused too. Units: byte offsets from the
 * message's beginning. Threads: one. Errors: words for people that never quote the message.
 */
@HotPath
public final class ProtoScanner {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH = 2;
  private static final int FOUR_BYTES = 5;

  private static final int WIRE_BITS = 3;
  private static final int WIRE_MASK = 7;
  private static final int DIGIT_BITS = 7;
  private static final int DIGIT_MASK = 0x7f;
  private static final int MORE = 0x80;

  /** Seven bits each: enough for a field's number, and for any length below 2 GiB. */
  private static final int MOST_DIGITS = 5;

  private static final int MOST_VARINT_BYTES = 10;
  private static final byte[] NONE = {};

  private enum State {
    TAG,
    NUMBER,
    SIZE,
    SKIP,
    TEXT
  }

  private final int field;
  private final String name;
  private final int maxBytes;
  private byte[] text = NONE;
  private State state = State.TAG;
  private long offset;
  private long number;
  private int digits;
  private long left;
  private boolean wanted;
  private int textBytes;
  private long start = -1;
  private long end = -1;
  private long memberStart;
  private @Nullable String error;

  /**
   * @param field the number of the field
   * @param name what errors call it
   * @param maxBytes of its text
   */
  public ProtoScanner(int field, String name, int maxBytes) {
    this.field = field;
    this.name = name;
    this.maxBytes = maxBytes;
  }

  /** Borrows the next part of the message; says what is wrong so far, or null. */
  public @Nullable String feed(ByteBuf part) {
    int at = part.readerIndex();
    int until = part.writerIndex();
    while (at < until && error == null) {
      if (state == State.SKIP || state == State.TEXT) {
        at += bytes(part, at, until - at);
      } else {
        digit(part.getByte(at++));
      }
    }
    return error;
  }

  /** Ends the message: wrong unless it is whole. */
  public @Nullable String end() {
    if (error == null && (state != State.TAG || digits > 0)) {
      error = "the message is not whole";
    }
    return error;
  }

  /** Where the field begins, its tag included; −1 where it is absent. */
  public int start() {
    return (int) start;
  }

  public int endOffset() {
    return (int) end;
  }

  /** The text; null where the field is absent, or is no UTF-8. */
  public @Nullable String text() {
    if (end < 0) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(text, 0, textBytes))
          .toString();
    } catch (CharacterCodingException notText) {
      return null;
    }
  }

  /** The field with {@code text} in it, as it stands in a message. */
  public static byte[] member(int field, String text) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    byte[] member = new byte[1 + MOST_DIGITS + value.length];
    int at = 0;
    member[at++] = (byte) ((field << WIRE_BITS) | LENGTH);
    int size = value.length;
    for (; size > DIGIT_MASK; size >>>= DIGIT_BITS) {
      member[at++] = (byte) ((size & DIGIT_MASK) | MORE);
    }
    member[at++] = (byte) size;
    System.arraycopy(value, 0, member, at, value.length);
    return Arrays.copyOf(member, at + value.length);
  }

  private int bytes(ByteBuf part, int at, int available) {
    int count = (int) Math.min(left, available);
    if (state == State.TEXT) {
      part.getBytes(at, text, textBytes, count);
      textBytes += count;
    }
    offset += count;
    left -= count;
    if (left == 0) {
      fieldEnds();
    }
    return count;
  }

  private void digit(byte next) {
    if (state == State.TAG && digits == 0) {
      memberStart = offset;
    }
    offset++;
    number |= (long) (next & DIGIT_MASK) << (DIGIT_BITS * digits);
    digits++;
    if ((next & MORE) != 0) {
      if (digits == (state == State.NUMBER ? MOST_VARINT_BYTES : MOST_DIGITS)) {
        error = "a number of too many bytes";
      }
      return;
    }
    long value = number;
    number = 0;
    digits = 0;
    switch (state) {
      case TAG -> tag(value);
      case SIZE -> size(value);
      default -> fieldEnds();
    }
  }

  private void tag(long tag) {
    if (tag >>> Integer.SIZE != 0) {
      error = "a field's number is too large"; // servers take its lower bits for another's
      return;
    }
    int wire = (int) tag & WIRE_MASK;
    wanted = tag >>> WIRE_BITS == field;
    if (tag >>> WIRE_BITS == 0 || (wanted && wire != LENGTH)) {
      error = wanted ? name + ": not a text" : "a field without a number";
      return;
    }
    switch (wire) {
      case VARINT -> state = State.NUMBER;
      case EIGHT_BYTES -> skip(Long.BYTES);
      case LENGTH -> state = State.SIZE;
      case FOUR_BYTES -> skip(Integer.BYTES);
      default -> error = "a field of a kind that the protocol does not have";
    }
  }

  private void size(long size) {
    if (size > Integer.MAX_VALUE) {
      error = "a field that is too long";
    } else if (!wanted) {
      skip(size);
    } else if (start >= 0) {
      error = name + ": stands twice (expected: once)";
    } else if (size > maxBytes) {
      error = name + ": too long (expected: at most " + maxBytes + " bytes)";
    } else {
      start = memberStart;
      text = new byte[(int) size];
      skip(size);
      state = size == 0 ? state : State.TEXT;
    }
  }

  private void skip(long count) {
    left = count;
    state = State.SKIP;
    if (count == 0) {
      fieldEnds();
    }
  }

  private void fieldEnds() {
    if (wanted) {
      end = offset;
    }
    wanted = false;
    state = State.TAG;
  }
}
