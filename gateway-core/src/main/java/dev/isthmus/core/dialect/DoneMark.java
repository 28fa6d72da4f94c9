package dev.isthmus.core.dialect;

import dev.isthmus.core.call.HotPath;

/** Tells the end mark {@code [DONE]} from a document by the event's first bytes. Threads: one. */
@HotPath
final class DoneMark {
  private static final String MARK = "[DONE]";
  private static final int UNKNOWN = -1;
  private static final int DOCUMENT = -2;

  /** Bytes of the mark that came. */
  private int matched = UNKNOWN;

  void reset() {
    matched = UNKNOWN;
  }

  /** Whether the event holds a document, as far as its data has come. */
  boolean isDocument() {
    return matched == DOCUMENT;
  }

  /** Whether the whole mark came. */
  boolean isWhole() {
    return matched == MARK.length();
  }

  /** Whether no data came. */
  boolean isEmpty() {
    return matched == UNKNOWN;
  }

  /**
   * Lends the event's next bytes; false where they are neither the mark nor a document.
   *
   * @param known whether the stream has such a mark; all else is a document
   */
  boolean accept(byte[] bytes, int from, int to, boolean known) {
    if (matched == UNKNOWN) {
      matched = known && bytes[from] == MARK.charAt(0) ? 0 : DOCUMENT;
    }
    if (matched == DOCUMENT) {
      return true;
    }
    for (int i = from; i < to && matched < MARK.length(); i++) {
      if (bytes[i] != MARK.charAt(matched++)) {
        return false;
      }
    }
    return true;
  }
}
