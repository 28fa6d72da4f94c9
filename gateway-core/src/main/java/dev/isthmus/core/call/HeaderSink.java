package dev.isthmus.core.call;

/** Takes the headers of one message, whatever framing they leave in. Names are lower case. */
@FunctionalInterface
public interface HeaderSink {
  void add(String name, String value);
}
