package dev.isthmus.server.config;

import java.util.function.Function;

/**
 * How one kind of value is written in the file.
 *
 * @param expected completes "expected: …"
 * @param parse throws {@link IllegalArgumentException} on anything else; a message of its own says
 *     what is wrong, an empty or null one that {@code expected} says enough
 * @param placeholder stands for a value that could not be read, so that reading can go on
 * @param echo whether a message may repeat what the file says
 */
record Format<T>(String expected, Function<String, T> parse, T placeholder, boolean echo) {

  /** As this, but a message never repeats what the file says. */
  Format<T> silent() {
    return new Format<>(expected, parse, placeholder, false);
  }
}
