package dev.isthmus.core.call;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the headers of one message, whatever framing they came in. Names are lower case. */
public interface HeaderView {
  /** As many as every long can have. */
  int MOST_DIGITS = 18;

  /** The first value under {@code name}, or null. */
  @Nullable String get(String name);

  /**
   * The first value under {@code name} as a number: 1 to 18 digits, blanks around them left out. −1
   * where there is none, or another thing.
   */
  default long number(String name) {
    String found = get(name);
    String value = found == null ? "" : found.trim();
    int length = value.length();
    if (length == 0 || length > MOST_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
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
