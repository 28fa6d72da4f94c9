package dev.isthmus.server.upstream;

/** What a parser found next. */
enum Step {
  /** All bytes are used up and something is still missing. */
  MORE,
  /** The final head is whole. */
  HEAD,
  /** The next bytes, as many as the parser says, are body; the caller takes them out. */
  BODY,
  /** The message ended. */
  END,
  /** The message broke its grammar. */
  BAD
}
