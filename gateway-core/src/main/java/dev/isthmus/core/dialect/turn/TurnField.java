package dev.isthmus.core.dialect.turn;

import java.util.Locale;

/** A field of a caller's request, and what becomes of it in translation; made for enums. */
public interface TurnField {

  String name();

  Fate fate();

  /** Whether {@code json}, without white space, asks for nothing but what happens anyway. */
  boolean isWithoutEffect(String json);

  /** What callers write. */
  default String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
