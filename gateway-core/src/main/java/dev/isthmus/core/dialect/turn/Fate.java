package dev.isthmus.core.dialect.turn;

/** What becomes of a field of a caller's request, as its reader knows. */
public enum Fate {
  /** It has its words in the vocabulary; whether a provider's dialect has them is said there. */
  CARRIED,
  /** The gateway has read it elsewhere and acts on it, or it cannot matter. */
  KNOWN,
  /** No other dialect carries it; the answer stays what was asked for. */
  DROPPED,
  /** No other dialect carries it, and without it the answer would be another. */
  REFUSED
}
