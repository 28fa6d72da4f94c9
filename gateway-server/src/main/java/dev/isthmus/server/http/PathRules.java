package dev.isthmus.server.http;

import org.jspecify.annotations.Nullable;

/**
 * Which paths are taken at all. A path that two programs could read differently is refused, so that
 * nothing behind the edge ever sees one: encoded slashes, dot segments, NUL, backslashes, bytes
 * outside ASCII, and encodings of an encoding.
 *
 * <p>Threads: any; pure.
 */
final class PathRules {
  /** Visible ASCII that has no place in a URL, or that some servers rewrite. */
  private static final String UNSAFE = "\\\"#<>^`{|}";

  private PathRules() {}

  static boolean isPath(String path) {
    int dots = 0;
    int length = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '/') {
        if (isDotSegment(dots, length)) {
          return false;
        }
        dots = 0;
        length = 0;
        continue;
      }
      int plain = c == '%' ? decoded(path, i) : c;
      if (!isSafe(c) || !isSafe(plain) || (c == '%' && (plain == '/' || plain == '%'))) {
        return false;
      }
      dots += plain == '.' ? 1 : 0;
      length++;
      i += c == '%' ? 2 : 0;
    }
    return !isDotSegment(dots, length);
  }

  static boolean isQuery(String query) {
    for (int i = 0; i < query.length(); i++) {
      if (!isSafe(query.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code query} gives {@code name} a value. */
  static boolean hasParameter(String query, String name) {
    int at = 0;
    while (at < query.length()) {
      int next = query.indexOf('&', at);
      int end = next < 0 ? query.length() : next;
      int value = at + name.length() + 1;
      if (end > value && query.startsWith(name, at) && query.charAt(value - 1) == '=') {
        return true;
      }
      at = end + 1;
    }
    return false;
  }

  /** Whether {@code query} gives {@code name} exactly {@code value}. */
  static boolean parameterIs(String query, String name, String value) {
    return ("&" + query + "&").contains("&" + name + "=" + value + "&");
  }

  /**
   * The value that {@code query} gives to {@code name}, decoded; null where it gives none. Empty
   * where it gives several, or one that is no text.
   */
  static @Nullable String parameter(String query, String name) {
    String value = null;
    int at = 0;
    while (at < query.length()) {
      int next = query.indexOf('&', at);
      int end = next < 0 ? query.length() : next;
      int from = at + name.length() + 1;
      if (end >= from && query.startsWith(name, at) && query.charAt(from - 1) == '=') {
        value = value == null ? decodedValue(query.substring(from, end)) : "";
      }
      at = end + 1;
    }
    return value;
  }

  private static String decodedValue(String value) {
    for (int at = value.indexOf('%'); at >= 0; at = value.indexOf('%', at + 1)) {
      if (decoded(value, at) < 0) {
        return "";
      }
    }
    return decode(value);
  }

  /** Decodes what {@link #isPath} has let through. */
  static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    StringBuilder plain = new StringBuilder(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      plain.append(c == '%' ? (char) decoded(segment, i) : c);
      i += c == '%' ? 2 : 0;
    }
    return plain.toString();
  }

  private static boolean isDotSegment(int dots, int length) {
    return dots == length && (dots == 1 || dots == 2);
  }

  private static boolean isSafe(int c) {
    return c > ' ' && c < 0x7f && UNSAFE.indexOf(c) < 0;
  }

  /** The byte that the escape at {@code at} stands for, or −1. */
  private static int decoded(String text, int at) {
    if (at + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
