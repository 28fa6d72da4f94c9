package dev.isthmus.core.signal;

/** What a refusal did to its deployment. */
public enum Cooling {
  /** It was already to be left alone for at least as long. */
  UNCHANGED,
  /** It is left alone for a while (or for longer), as happens every day. */
  COOLED,
  /** It is now out for so long that somebody should look; said once, not for each refusal. */
  DRAINED
}
