package dev.isthmus.core.route.whatif;

import java.util.List;

/**
 * JSON as it is written down, two spaces a level. A number that is not finite is {@code null}.
 * Threads: one at a time.
 */
final class JsonText {
  private static final double LARGEST_WHOLE = 1e15;

  private final StringBuilder out = new StringBuilder();
  private int depth;
  private boolean first = true;

  /** Begins an object or a list; {@code name} is empty where it stands in a list. */
  void open(String name, char bracket) {
    begin(name);
    out.append(bracket);
    depth++;
    first = true;
  }

  void close(char bracket) {
    depth--;
    line();
    out.append(bracket);
    first = false;
  }

  void add(String name, String value) {
    begin(name);
    quote(value);
  }

  void add(String name, boolean value) {
    begin(name);
    out.append(value);
  }

  void add(String name, double value) {
    begin(name);
    if (!Double.isFinite(value)) {
      out.append("null");
    } else if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
      out.append((long) value);
    } else {
      out.append(value);
    }
  }

  void add(String name, List<String> values) {
    begin(name);
    out.append('[');
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      quote(values.get(i));
    }
    out.append(']');
  }

  String text() {
    return out.append('\n').toString();
  }

  private void begin(String name) {
    out.append(first ? "" : ",");
    first = false;
    if (depth > 0) {
      line();
    }
    if (!name.isEmpty()) {
      quote(name);
      out.append(": ");
    }
  }

  private void line() {
    out.append('\n').append("  ".repeat(depth));
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(Numbers.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
