package dev.isthmus.core.exchange;

/**
 * Texts of which it was seen that they may stand in a head, so that those that stand in every one
 * (names, methods, paths) are not looked at each time. Known is the very object: another with the
 * same characters is looked at.
 *
 * <p>Shape: {@value #SIZE} places; what falls on a place that is taken drives the other out.
 * Threads: one.
 */
final class KnownTexts {
  private static final int SIZE = 64;

  private final String[] texts = new String[SIZE];
  private final boolean[][] grammars = new boolean[SIZE][];

  /** Whether {@code text} was added with {@code grammar}. */
  // Identity is meant: an equal text has to be looked at as long as this takes.
  @SuppressWarnings("ReferenceEquality")
  boolean has(String text, boolean[] grammar) {
    int at = place(text);
    return texts[at] == text && grammars[at] == grammar;
  }

  void add(String text, boolean[] grammar) {
    int at = place(text);
    texts[at] = text;
    grammars[at] = grammar;
  }

  /** A hash of all characters would take as long as to look at them. */
  private static int place(String text) {
    int length = text.length();
    return length == 0 ? 0 : (length * 5 + text.charAt(0) + text.charAt(length / 2)) & (SIZE - 1);
  }
}
