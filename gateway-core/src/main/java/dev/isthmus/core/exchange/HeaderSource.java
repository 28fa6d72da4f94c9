package dev.isthmus.core.exchange;

import dev.isthmus.core.call.HeaderSink;

/** Headers that are written straight into a message, without a collection in between. */
@FunctionalInterface
public interface HeaderSource {
  void copyTo(HeaderSink sink);
}
