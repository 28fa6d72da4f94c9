package dev.isthmus.core.call;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the headers of one message, whatever framing they came in. Names are lower case. */
public interface HeaderView {

  /** The first value under {@code name}, or null. */
  @Nullable String get(String name);

  void forEach(BiConsumer<String, String> visitor);
}
