package dev.isthmus.server.config;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a gateway that runs cannot change: a file that asks for it is refused, and says so. */
final class Fixed {
  private Fixed() {}

  /** The field {@code key} of {@code section} must still be {@code was}. */
  static void check(Section section, String key, @Nullable Object was, @Nullable Object is) {
    if (!Objects.equals(was, is)) {
      section.error(
          key,
          "cannot change while the gateway runs: "
              + (is == null ? "absent" : "'" + word(is) + "'")
              + " (expected: "
              + (was == null ? "absent" : "'" + word(was) + "'")
              + ", or a restart)");
    }
  }

  /** As the file has it. */
  private static String word(Object value) {
    return value instanceof Enum<?> one ? one.name().toLowerCase(Locale.ROOT) : value.toString();
  }
}
