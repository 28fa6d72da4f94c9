package dev.isthmus.server.upstream;

import java.util.function.IntPredicate;

/** Which bytes may stand where in an HTTP/1.1 head. Source: RFC 9110 §5, RFC 9112 §2. */
final class HttpGrammar {

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final boolean[] TOKEN = tokens();

  /** What may stand in a name, a value and a path, by byte. */
  static final boolean[] TOKENS = table(HttpGrammar::isToken);

  static final boolean[] TEXT = table(HttpGrammar::isText);
  static final boolean[] VISIBLE = table(b -> b > ' ' && b < 0x7f);

  private HttpGrammar() {}

  /** A byte of a field's name. */
  static boolean isToken(int b) {
    return b >= 0 && b < TOKEN.length && TOKEN[b];
  }

  /** A byte of a field's value: visible, space, tab, or one of the upper half. */
  static boolean isText(int b) {
    return b >= ' ' ? b != 0x7f && b <= 0xff : b == '\t';
  }

  /** The value of a hexadecimal digit, or −1. */
  static int hex(int b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static boolean[] table(IntPredicate allowed) {
    boolean[] table = new boolean[256];
    for (int b = 0; b < table.length; b++) {
      table[b] = allowed.test(b);
    }
    return table;
  }

  private static boolean[] tokens() {
    boolean[] token = new boolean[128];
    for (int c = 'a'; c <= 'z'; c++) {
      token[c] = true;
      token[c - 0x20] = true;
    }
    for (int c = '0'; c <= '9'; c++) {
      token[c] = true;
    }
    for (int i = 0; i < TOKEN_MARKS.length(); i++) {
      token[TOKEN_MARKS.charAt(i)] = true;
    }
    return token;
  }
}
