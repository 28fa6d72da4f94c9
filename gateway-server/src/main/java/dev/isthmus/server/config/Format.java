package dev.isthmus.server.config;

import java.util.function.Function;

/**
 * How one kind of value is written in the file.
 *
 * @param expected completes "expected: …"
 * @param parse throws {@link IllegalArgumentException} on anything else; a message of its own says
 *     what is wrong, an empty one that {@code expected} says enough
 * @param placeholder stands for a value that could not be read, so that reading can go on
 * @param privacy what of the value may be known to whom
 */
record Format<T>(String expected, Function<String, T> parse, T placeholder, Privacy privacy) {

  /** What of a value may be known to whom. */
  enum Privacy {
    /** The value names something: it stands in the file as it is, and messages repeat it. */
    NAME,
    /** The value may come from the environment; messages repeat only what the file says. */
    OPEN,
    /** As open, but the file itself may hold what nobody should see: messages repeat nothing. */
    SILENT
  }

  /** A format whose messages repeat what the file says. */
  static <T> Format<T> open(String expected, Function<String, T> parse, T placeholder) {
    return new Format<>(expected, parse, placeholder, Privacy.OPEN);
  }

  /** As this, but of another privacy. */
  Format<T> with(Privacy other) {
    return new Format<>(expected, parse, placeholder, other);
  }
}
