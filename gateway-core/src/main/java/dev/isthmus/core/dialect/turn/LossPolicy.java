package dev.isthmus.core.dialect.turn;

/** What becomes of a request's field that the provider's dialect has no word for. */
public enum LossPolicy {
  /** It is left out, and the caller is told its name. */
  LENIENT,
  /** The request is refused. */
  STRICT
}
