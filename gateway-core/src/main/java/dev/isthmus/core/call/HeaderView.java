package dev.isthmus.core.call;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the headers of one message, whatever framing they came in. Names are lower case. */
public interface HeaderView {
  /** The first value under {@code name}, or null. */
  @Nullable String get(String name);

  /**
   * The first value under {@code name} as a number: 1 to 18 digits, blanks around them left out. −1
   * where there is none, or another thing.
   */
  default long number(String name) {
    String value = get(name);
    return value == null ? -1 : Digits.number(value.trim(), Digits.MOST);
  }

  void forEach(BiConsumer<String, String> visitor);

  /**
   * The key that the request's address gave beside the headers, for an edge to say: no header can
   * bring it. Null where there was none; empty where there were several.
   */
  default @Nullable String keyInAddress() {
    return null;
  }

  /** Nobody reads any more: what the headers stand in may be used for others. */
  default void done() {}

  /** Shows every field called {@code name}; a view of bytes makes strings of these alone. */
  default void forEach(String name, BiConsumer<String, String> visitor) {
    forEach(
        (each, value) -> {
          if (each.equals(name)) {
            visitor.accept(each, value);
          }
        });
  }

  /** Shows every field whose name begins with {@code prefix}, likewise. */
  default void forEachFrom(String prefix, BiConsumer<String, String> visitor) {
    forEach(
        (each, value) -> {
          if (each.startsWith(prefix)) {
            visitor.accept(each, value);
          }
        });
  }
}
