package dev.isthmus.core.dialect;

import dev.isthmus.core.bytes.JsonError;
import dev.isthmus.core.bytes.JsonScanner;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.HotPath;
import dev.isthmus.core.call.Usage;
import org.jspecify.annotations.Nullable;

/** Says what one event of a stream is, once its data was scanned. Threads: one. */
@HotPath
public interface AnswerEvents {
  int NO_PATH = -1;

  int[] NO_PATHS = {};

  /** The scanner to feed the event's data to. */
  JsonScanner scanner();

  /** Lends the scanner the event's next bytes. */
  default @Nullable JsonError feed(byte[] bytes, int from, int to) {
    return scanner().feed(bytes, from, to);
  }

  /** Whether the stream may end with {@code [DONE]}. */
  default boolean hasEndMark() {
    return true;
  }

  /** Lends the next bytes of the event's name. */
  void name(byte[] bytes, int from, int to);

  /** Ready for another answer. */
  void startAnswer();

  /** Ready for another event. */
  void reset();

  /** The event's data is whole: adds the usage that it reports. */
  void tally();

  /** The error that the event is, or null. */
  @Nullable Failure error(boolean contentSeen);

  /** Whether the event brings something that a caller asked for. */
  boolean hasContent();

  /** Bytes of the event's content. */
  long contentBytes();

  /** Whether the event says that the answer is over, bar usage and annotations. */
  boolean finishes();

  /** Whether one of several answers has begun and is not over. */
  default boolean leavesOpen() {
    return false;
  }

  /** Whether no other event follows. */
  boolean isLast();

  /** Whether the event carries usage and nothing else. */
  default boolean isUsageOnly() {
    return false;
  }

  /** The path of the usage that callers get only if they ask for it, or {@link #NO_PATH}. */
  default int usageToAskFor() {
    return NO_PATH;
  }

  /** The paths of ids of stored responses. */
  default int[] responseIds() {
    return NO_PATHS;
  }

  /** What all events together said; see {@link UsageTap#usage}. */
  @Nullable Usage usage();
}
