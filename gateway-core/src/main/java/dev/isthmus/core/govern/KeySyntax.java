package dev.isthmus.core.govern;

/** What a key may look like on the wire: 1 to 512 visible ASCII characters. */
final class KeySyntax {
  static final int MAX_BYTES = 512;

  private static final String BEARER = "bearer ";

  private KeySyntax() {}

  /** Whether the characters of {@code value} from {@code start} on are a key. */
  static boolean isKey(String value, int start) {
    int length = value.length() - start;
    if (length < 1 || length > MAX_BYTES) {
      return false;
    }
    for (int i = start; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  /**
   * Where the key starts in the value of an {@code authorization} header, −1 if it is no bearer.
   */
  static int bearerStart(String value) {
    return value.regionMatches(true, 0, BEARER, 0, BEARER.length()) ? BEARER.length() : -1;
  }
}
