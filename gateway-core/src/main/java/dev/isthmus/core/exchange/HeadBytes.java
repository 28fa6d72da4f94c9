package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HotPath;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The head of one HTTP/1.1 message on its way out, in an array that is used again for the next.
 *
 * <p>A head is some hundred short pieces of text. Written to a buffer one by one, each pays for the
 * buffer's checks; here each character is looked at once, and the buffer once for all of them.
 * Threads: one event loop.
 */
public final class HeadBytes {
  private static final int USUAL_BYTES = 1_024;
  private static final int UPPER_HALF = 0x100;

  private final KnownTexts known = new KnownTexts();
  private byte[] bytes = new byte[USUAL_BYTES];
  private int length;

  /** Forgets the head before. */
  public void clear() {
    length = 0;
  }

  /** Adds text that is known to have no character above 0xff. */
  @HotPath
  @SuppressWarnings("deprecation") // the low bytes are all there is, and no array is made
  public void text(String text) {
    int count = text.length();
    room(count);
    text.getBytes(0, count, bytes, length);
    length += count;
  }

  /**
   * As {@link #text(String, boolean[])}, for text that stands in one head after the other: it is
   * kept, and not looked at again. Never for what a caller sent or a secret.
   */
  @HotPath
  public boolean usualText(String text, boolean[] allowed) {
    if (known.has(text, allowed)) {
      text(text);
      return true;
    }
    boolean clean = text(text, allowed);
    if (clean) {
      known.add(text, allowed);
    }
    return clean;
  }

  /**
   * Adds text, with a blank for each character that {@code allowed} (256 entries) does not allow.
   *
   * @return whether all were allowed
   */
  @HotPath
  public boolean text(String text, boolean[] allowed) {
    int count = text.length();
    room(count);
    boolean clean = true;
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      boolean good = c < UPPER_HALF && allowed[c];
      bytes[length + i] = good ? (byte) c : (byte) ' ';
      clean &= good;
    }
    length += count;
    return clean;
  }

  /**
   * As {@link #text(String, boolean[])}, for a grammar that allows the blank and all of visible
   * ASCII: few values hold anything else, and those that do not are copied as a whole.
   */
  @HotPath
  public boolean value(String value, boolean[] allowed) {
    int strange = 0; // its sign tells: below the blank, or above the last visible one
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      strange |= (c - ' ') | ('~' - c);
    }
    if (strange < 0) {
      return text(value, allowed);
    }
    text(value);
    return true;
  }

  /** Adds a number; without a string, unless it is negative, which none is that we send. */
  @HotPath
  public void number(long value) {
    if (value < 0) {
      text(Long.toString(value));
      return;
    }
    int places = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      places++;
    }
    room(places);
    length += places;
    long rest = value;
    for (int at = length - 1; at >= length - places; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** Adds the blank and colon between a field's name and its value. */
  @HotPath
  public void colon() {
    room(2);
    bytes[length++] = ':';
    bytes[length++] = ' ';
  }

  /** Ends a line. */
  @HotPath
  public void line() {
    room(2);
    bytes[length++] = '\r';
    bytes[length++] = '\n';
  }

  public int length() {
    return length;
  }

  /** Writes the head to {@code out}. */
  public void writeTo(ByteBuf out) {
    out.writeBytes(bytes, 0, length);
  }

  /** Writes the head into the room before what {@code body} holds, and gives {@code body}. */
  public ByteBuf writeBefore(ByteBuf body) {
    int at = body.readerIndex() - length;
    return body.setBytes(at, bytes, 0, length).readerIndex(at);
  }

  private void room(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
    }
  }
}
