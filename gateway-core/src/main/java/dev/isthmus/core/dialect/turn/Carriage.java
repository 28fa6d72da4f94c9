package dev.isthmus.core.dialect.turn;

/** What becomes of a {@link Feature} in a provider's dialect. */
public enum Carriage {
  /** It has its own words there. */
  CARRIED,
  /** It is said in other words that mean the same, or nearly. */
  ADAPTED,
  /** It is left out, and the caller is told its name; a strict route refuses it. */
  DROPPED,
  /** Without it the answer would be another: the request is refused. */
  REFUSED
}
