package dev.isthmus.core.dialect;

import dev.isthmus.core.call.HotPath;

/** Where the events of the part seen last begin and end. Units: indices of it. Threads: one. */
@HotPath
final class EventRanges {
  /** The event began in an earlier part. */
  private static final int IN_TAIL = -1;

  private int first;
  private int eventStart;
  private int wholeUntil;
  private int usefulUntil;
  private int dropStart;
  private int dropEnd;
  private boolean droppedLast;

  /** A part begins; {@code insideEvent} says that an event of an earlier part is not over. */
  void begin(int from, int to, boolean insideEvent) {
    first = from;
    eventStart = insideEvent ? IN_TAIL : from;
    wholeUntil = -1;
    usefulUntil = to;
    dropStart = 0;
    dropEnd = 0;
  }

  /** An event ended at {@code index}, and is to be left out where {@code drop} says so. */
  void endEvent(int index, boolean drop) {
    droppedLast = drop;
    extend(index);
  }

  /** The bytes up to {@code index} belong to the event that ended last. */
  void extend(int index) {
    wholeUntil = index;
    if (droppedLast && (dropStart == dropEnd || dropEnd == eventStart)) {
      dropStart = dropStart == dropEnd ? eventStart : dropStart;
      dropEnd = index;
    }
    eventStart = index;
  }

  /** Nothing from {@code index} on is of use. */
  void finishAt(int index) {
    usefulUntil = index;
  }

  /** Nothing from the start of the event under way on is of use. */
  void cutEvent() {
    usefulUntil = Math.max(first, eventStart);
  }

  /** Nothing of the part is of use. */
  void cutPart() {
    usefulUntil = first;
  }

  int wholeUntil() {
    return wholeUntil;
  }

  int usefulUntil() {
    return usefulUntil;
  }

  int dropStart() {
    return dropStart;
  }

  int dropEnd() {
    return dropEnd;
  }
}
