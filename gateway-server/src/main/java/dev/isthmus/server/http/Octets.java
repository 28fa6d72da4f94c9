package dev.isthmus.server.http;

import java.util.Arrays;

/** Which bytes HTTP/1.1 allows where (RFC 9110 §5.6.2, RFC 9112 §3 and §5). */
final class Octets {
  static final byte CR = '\r';
  static final byte LF = '\n';

  private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^`|~";

  /** What stands in the values of answers: visible ASCII, blanks and tabs. */
  static final boolean[] VISIBLE_TEXT = new boolean[256];

  private static final byte[] NAME = new byte[256];
  private static final boolean[] VALUE = new boolean[256];

  static {
    for (int c = '!'; c < 0x7f; c++) {
      boolean token = Character.isLetterOrDigit(c) || TOKEN_PUNCTUATION.indexOf(c) >= 0;
      NAME[c] = token ? (byte) Character.toLowerCase(c) : 0;
    }
    for (int c = ' '; c < 256; c++) {
      VALUE[c] = c != 0x7f;
    }
    VALUE['\t'] = true;
    Arrays.fill(VISIBLE_TEXT, ' ', 0x7f, true);
    VISIBLE_TEXT['\t'] = true;
  }

  private Octets() {}

  /**
   * The lower case of a byte of a field name, or 0 where it may not stand in one. An underscore may
   * not: programs that turn names into variables read it as a hyphen.
   */
  static byte nameByte(byte b) {
    return NAME[b & 0xff];
  }

  static boolean isToken(byte b) {
    return NAME[b & 0xff] != 0 || b == '_';
  }

  static boolean isValue(byte b) {
    return VALUE[b & 0xff];
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  static boolean isVisible(byte b) {
    return b > ' ' && b < 0x7f;
  }
}
