package dev.isthmus.core.dialect;

/** How many readers and taps each event loop keeps for the next requests and answers. */
public final class Spares {
  /** A kilobyte or a few each; what more there is at one time is made and forgotten. */
  public static final int MOST = 256;

  /** Each that is given back is kept, not just every so many. */
  public static final int KEEP_EACH = 0;

  /**
   * As many as are given out newest first, which the processor still has at hand; those beyond
   * oldest first. Half of all is the most that Netty allows.
   */
  public static final int CHUNK = MOST / 2;

  private Spares() {}
}
