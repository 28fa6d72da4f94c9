package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;

/**
 * Tells data URLs ({@code data:image/png;base64,…}) from text by their first bytes, so that a
 * sentence that merely starts with "data:" stays text. Threads: one.
 */
@HotPath
final class DataUrlProbe {
  private static final String SCHEME = "data:";
  private static final long IMAGE = packed("image");
  private static final int FOLD = 0x20;
  private static final long FOLDS = 0x2020202020L;
  private static final long FIVE_BYTES = 0xFFFFFFFFFFL;
  private static final long SCHEME_WORD = WordScan.wordOf(SCHEME);

  private int matched;

  /** The last eight letters of the media type. */
  private long type;

  private boolean dataUrl;
  private boolean image;

  /** Whether a string whose text begins at {@code from} may be a data URL. */
  static boolean mayBegin(byte[] bytes, int from, int to) {
    if (from > to - Long.BYTES) {
      return from == to || (bytes[from] | FOLD) == SCHEME.charAt(0);
    }
    return ((WordScan.word(bytes, from) | FOLDS) & FIVE_BYTES) == SCHEME_WORD;
  }

  /** A new string value begins. */
  void start() {
    matched = 0;
    type = 0;
    dataUrl = false;
    image = false;
  }

  /** Takes the next byte; false once the answer is known. */
  boolean accept(int b) {
    int letter = b | FOLD;
    if (matched < SCHEME.length()) {
      return letter == SCHEME.charAt(matched++);
    }
    if (letter >= 'a' && letter <= 'z') {
      type = type << Byte.SIZE | letter;
      return true;
    }
    dataUrl = b == '/' && type != 0;
    image = dataUrl && type == IMAGE;
    return false;
  }

  boolean isDataUrl() {
    return dataUrl;
  }

  boolean isImage() {
    return image;
  }

  private static long packed(String letters) {
    long packed = 0;
    for (int i = 0; i < letters.length(); i++) {
      packed = packed << Byte.SIZE | letters.charAt(i);
    }
    return packed;
  }
}
