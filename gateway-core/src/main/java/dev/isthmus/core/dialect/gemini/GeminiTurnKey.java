package dev.isthmus.core.dialect.gemini;

/** Names of fields, which Google takes in camelCase and in snake_case. */
final class GeminiTurnKey {

  private GeminiTurnKey() {}

  /** {@code key} in camelCase, whichever way it is written. */
  static String camel(String key) {
    if (key.indexOf('_') <= 0) {
      return key;
    }
    StringBuilder camel = new StringBuilder(key.length());
    boolean raise = false;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '_') {
        raise = true;
      } else {
        camel.append(raise ? Character.toUpperCase(c) : c);
        raise = false;
      }
    }
    return camel.toString();
  }
}
