package dev.isthmus.load.cloud.model;

import java.util.Locale;

/**
 * Endless plain prose out of a seed: the same seed gives the same words.
 *
 * <p>Shape: one word with its leading space is one token; sentences of {@value #SENTENCE} words.
 */
public record Words(long seed, int count) implements Pieces {

  private static final int SENTENCE = 12;

  private static final String[] WORDS = {
    "the", "harbour", "light", "moves", "over", "quiet", "water", "and", "every", "boat",
    "waits", "for", "morning", "while", "people", "talk", "about", "weather", "prices", "trains",
    "a", "small", "river", "bends", "past", "old", "stone", "houses", "where", "children",
    "play", "games", "with", "wooden", "boards", "until", "supper", "is", "ready", "then",
    "lamps", "are", "lit", "along", "narrow", "streets", "that", "lead", "to", "market",
    "square", "in", "winter", "snow", "falls", "softly", "on", "roofs", "of", "villages",
    "between", "two", "green", "hills"
  };

  @Override
  public String piece(int index) {
    String word = WORDS[(int) (Tokens.mix(seed + index) & (WORDS.length - 1))];
    boolean opens = index % SENTENCE == 0;
    if (opens) {
      word = word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
    boolean closes = index % SENTENCE == SENTENCE - 1 || index == count - 1;
    return (index == 0 ? "" : " ") + word + (closes ? "." : "");
  }
}
