package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.ByteRanges;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.bytes.JsonType;
import dev.isthmus.core.call.HotPath;

/**
 * Finds the usage that stands beside other things in an event of a caller who did not ask for it:
 * Vertex AI puts it into the chunk that ends the answer, some servers into every chunk.
 *
 * <p>Shape: an object within one data line. One that goes over several lines, which no provider
 * writes, stays. Threads: one.
 */
@HotPath
final class HiddenUsage {
  private final AnswerEvents events;
  private boolean asked;
  private final ByteRanges found = new ByteRanges();

  /** Offset in the event's document at which the data line under way begins. */
  private long lineStart;

  HiddenUsage(AnswerEvents events) {
    this.events = events;
  }

  /**
   * Another answer; {@code usageAsked}: the caller wants to see usage, so that nothing is hidden.
   */
  void start(boolean usageAsked) {
    asked = usageAsked;
    lineStart = 0;
    found.clear();
  }

  /** Whether an event that is nothing but usage is left out. */
  boolean leavesOut() {
    return !asked;
  }

  /** What was found in the part seen last; it may begin before that part. */
  ByteRanges found() {
    return found;
  }

  void startPart() {
    found.clear();
  }

  void startEvent() {
    lineStart = 0;
  }

  void startLine() {
    lineStart = events.scanner().offset();
  }

  /** The document was read from {@code offset} on, which stands at {@code index} of the part. */
  void read(long offset, int index) {
    int path = asked ? AnswerEvents.NO_PATH : events.usageToAskFor();
    if (path == AnswerEvents.NO_PATH) {
      return;
    }
    JsonScanner scanner = events.scanner();
    if (scanner.type(path) == JsonType.OBJECT
        && scanner.end(path) > offset
        && scanner.start(path) >= lineStart) {
      long shift = index - offset;
      found.add((int) (scanner.start(path) + shift), (int) (scanner.end(path) + shift));
    }
  }
}
