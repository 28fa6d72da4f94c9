package dev.isthmus.core.call;

/** Takes the headers of one message, whatever framing they leave in. Names are lower case. */
@FunctionalInterface
public interface HeaderSink {
  void add(String name, String value);

  /** Adds a number; a sink of bytes makes no string of it. */
  default void add(String name, long value) {
    add(name, Long.toString(value));
  }
}
