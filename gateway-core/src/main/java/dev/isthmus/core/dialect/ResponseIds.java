package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.ByteRanges;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.HotPath;

/**
 * Finds where the ids of stored responses begin, in the part in which their opening quote stands:
 * what follows may come in later parts.
 *
 * <p>Threads: one. Allocation: none per part.
 */
@HotPath
final class ResponseIds {
  private final JsonScanner scanner;
  private final int[] paths;
  private final ByteRanges found = new ByteRanges();

  ResponseIds(JsonScanner scanner, int[] paths) {
    this.scanner = scanner;
    this.paths = paths;
  }

  void startPart() {
    found.clear();
  }

  /** The document was read from {@code offset} on, which stands at {@code index} of the part. */
  void read(long offset, int index) {
    if (paths.length == 0) {
      return;
    }
    for (long start = next(offset); start >= 0; start = next(start + 1)) {
      int text = (int) (start + 1 - offset) + index;
      found.add(text, text);
    }
  }

  /** The first start from {@code offset} on, −1 where there is none. */
  private long next(long offset) {
    long first = -1;
    for (int path : paths) {
      long start = scanner.stringStart(path);
      if (start >= offset && (first < 0 || start < first)) {
        first = start;
      }
    }
    return first;
  }

  /** Empty ranges in the part seen last, in order. */
  ByteRanges found() {
    return found;
  }
}
