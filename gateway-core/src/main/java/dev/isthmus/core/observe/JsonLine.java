package dev.isthmus.core.observe;

/**
 * Writes one flat JSON object on one line. Strings are escaped, so that nothing a caller sent can
 * end a line or a field. Threads: one at a time.
 */
final class JsonLine {
  private final StringBuilder text = new StringBuilder(512).append('{');

  JsonLine add(String name, String value) {
    name(name).append('"');
    for (int i = 0; i < value.length(); i++) {
      escape(value.charAt(i));
    }
    text.append('"');
    return this;
  }

  JsonLine add(String name, long value) {
    name(name).append(value);
    return this;
  }

  JsonLine add(String name, boolean value) {
    name(name).append(value);
    return this;
  }

  /** Milliseconds with three places; nothing for a time that never came. */
  JsonLine millis(String name, long nanos) {
    if (nanos >= 0) {
      name(name).append(nanos / 1_000_000).append('.');
      String micros = Long.toString(1_000 + nanos / 1_000 % 1_000);
      text.append(micros, 1, micros.length());
    }
    return this;
  }

  String end() {
    return text.append('}').toString();
  }

  private StringBuilder name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    return text.append('"').append(name).append("\":");
  }

  private void escape(char c) {
    if (c == '"' || c == '\\') {
      text.append('\\').append(c);
    } else if (c < ' ' || c > '~') {
      text.append(String.format("\\u%04x", (int) c));
    } else {
      text.append(c);
    }
  }
}
