package dev.isthmus.core.observe;

import java.util.Locale;

/** An enum's constants as labels and log fields have them. Threads: any; immutable. */
final class LowerNames<E extends Enum<E>> {
  private final String[] names;

  LowerNames(Class<E> type) {
    E[] constants = type.getEnumConstants();
    names = new String[constants.length];
    for (E constant : constants) {
      names[constant.ordinal()] = constant.name().toLowerCase(Locale.ROOT);
    }
  }

  String of(E constant) {
    return names[constant.ordinal()];
  }

  int count() {
    return names.length;
  }
}
