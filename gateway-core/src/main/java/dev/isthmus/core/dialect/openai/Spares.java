package dev.isthmus.core.dialect.openai;

/** How many readers and taps each event loop keeps for the next requests and answers. */
final class Spares {
  /** A kilobyte or a few each; what more there is at one time is made and forgotten. */
  static final int MOST = 256;

  /** Each that is given back is kept, not just every so many. */
  static final int KEEP_EACH = 0;

  static final int CHUNK = 16;

  private Spares() {}
}
