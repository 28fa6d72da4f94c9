package dev.isthmus.core.dialect.kserve;

/** What a caller may want to know of a server or of one model. */
public enum Asked {
  /** What it is. */
  METADATA,
  /** Whether it takes requests. */
  READY,
  /** Whether it is there at all. */
  LIVE
}
