package dev.isthmus.core.call;

/**
 * How short of memory the process is, and what it therefore no longer does. Each level includes
 * those before it; what is under way goes on at every one of them.
 */
public enum Strain {
  /** There is enough. */
  CALM,
  /** Connections end with the answer they carry, and batch calls are turned away. */
  TIGHT,
  /** New calls are turned away. */
  SHORT,
  /** New connections are turned away. */
  OUT;

  /** Whether it is at least as bad as {@code other}. */
  public boolean reaches(Strain other) {
    return compareTo(other) >= 0;
  }
}
