package dev.isthmus.core.observe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One flat JSON object on one line, in bytes that are used again for the next. Strings are escaped,
 * so that nothing a caller sent can end a line or a field. Threads: one at a time.
 */
public final class JsonLine {
  private static final int USUAL_BYTES = 640;
  private static final int LONGEST_NUMBER = 20;
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final byte[] HEX = bytes("0123456789abcdef");
  private static final byte[] TRUE = bytes("true");
  private static final byte[] FALSE = bytes("false");
  private static final byte[] LEAST = bytes("-9223372036854775808");

  private byte[] bytes = new byte[USUAL_BYTES];
  private int length;

  /** Begins another line. */
  JsonLine start() {
    length = 0;
    return this;
  }

  JsonLine add(FieldName name, String value) {
    put(name.bytes);
    put('"');
    if (isPlain(value)) {
      ascii(value);
    } else {
      escaped(value);
    }
    put('"');
    return this;
  }

  /** Whether all of it is visible ASCII or blanks that mean themselves. */
  private static boolean isPlain(String value) {
    int strange = 0; // negative as soon as one term is
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      strange |= (c - ' ') | ('~' - c) | ((c ^ '"') - 1) | ((c ^ '\\') - 1);
    }
    return strange >= 0;
  }

  private void escaped(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
        put(c);
      } else {
        escape(c);
      }
    }
  }

  JsonLine add(FieldName name, long value) {
    put(name.bytes);
    number(value);
    return this;
  }

  JsonLine add(FieldName name, boolean value) {
    put(name.bytes);
    put(value ? TRUE : FALSE);
    return this;
  }

  /** The id of a decision, as people see it. */
  JsonLine decision(FieldName name, long id) {
    put(name.bytes);
    put('"');
    room(DecisionRing.LONGEST_TEXT);
    length = DecisionRing.write(id, bytes, length);
    put('"');
    return this;
  }

  /** Milliseconds with three places; nothing for a time that never came. */
  JsonLine millis(FieldName name, long nanos) {
    if (nanos >= 0) {
      put(name.bytes);
      number(nanos / 1_000_000);
      put('.');
      digits(nanos / 1_000 % 1_000, 3);
    }
    return this;
  }

  /** A moment as ISO 8601 writes it in UTC. Source of the calendar: Howard Hinnant's algorithm. */
  JsonLine instant(FieldName name, long epochMillis) {
    put(name.bytes);
    put('"');
    date(Math.floorDiv(epochMillis, MILLIS_PER_DAY));
    long ofDay = Math.floorMod(epochMillis, MILLIS_PER_DAY);
    put('T');
    digits(ofDay / 3_600_000, 2);
    put(':');
    digits(ofDay / 60_000 % 60, 2);
    put(':');
    digits(ofDay / 1_000 % 60, 2);
    put('.');
    digits(ofDay % 1_000, 3);
    put('Z');
    put('"');
    return this;
  }

  /** Ends the line, which has a field. */
  void end() {
    bytes[0] = '{'; // where the first name brought its comma
    put('}');
    put('\n');
  }

  /** Of the whole line, in bytes. */
  int length() {
    return length;
  }

  /** Copies the line to {@code target} from {@code at} on, where it has room. */
  void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, length);
  }

  private void date(long epochDay) {
    long day = epochDay + 719_468;
    long era = Math.floorDiv(day, 146_097);
    long ofEra = day - era * 146_097;
    long yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    long ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long shifted = (5 * ofYear + 2) / 153;
    long month = shifted < 10 ? shifted + 3 : shifted - 9;
    digits(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4);
    put('-');
    digits(month, 2);
    put('-');
    digits(ofYear - (153 * shifted + 2) / 5 + 1, 2);
  }

  @SuppressWarnings("deprecation") // of ASCII the low bytes are all there is, and no array is made
  private void ascii(String text) {
    int count = text.length();
    room(count);
    text.getBytes(0, count, bytes, length);
    length += count;
  }

  private void escape(char c) {
    put('\\');
    if (c == '"' || c == '\\') {
      put(c);
      return;
    }
    put('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      put(HEX[c >> shift & 0xf]);
    }
  }

  private void number(long value) {
    if (value == Long.MIN_VALUE) {
      put(LEAST);
      return;
    }
    if (value < 0) {
      put('-');
    }
    long rest = Math.abs(value);
    int places = 1;
    for (long bound = 10; places < LONGEST_NUMBER - 1 && rest >= bound; bound *= 10) {
      places++;
    }
    digits(rest, places);
  }

  private void digits(long value, int places) {
    room(places);
    long rest = value;
    for (int i = length + places - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += places;
  }

  private void put(byte[] text) {
    room(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  private void put(int c) {
    room(1);
    bytes[length++] = (byte) c;
  }

  private void room(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
