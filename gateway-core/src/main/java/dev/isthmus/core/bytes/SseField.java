package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;

/** Reads the name of a field at the start of a line, byte by byte. Threads: one. */
@HotPath
final class SseField {
  private static final String DATA = "data";
  private static final String EVENT = "event";
  private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

  /** Bytes of the name so far; no name that matters is longer than {@link #EVENT}. */
  private int length;

  private boolean data = true;
  private boolean event = true;

  /** Bytes of the mark so far; its length once the stream cannot begin with one any more. */
  private int mark;

  void startStream() {
    mark = 0;
    startLine();
  }

  void startLine() {
    length = 0;
    data = true;
    event = true;
  }

  /** Whether no byte of the line came. */
  boolean isStart() {
    return length == 0;
  }

  boolean isData() {
    return data && length == DATA.length();
  }

  boolean isEvent() {
    return event && length == EVENT.length();
  }

  /** The whole name is {@code data}. */
  void setData() {
    mark = BYTE_ORDER_MARK.length;
    length = DATA.length();
  }

  /** The whole name is {@code event}. */
  void setEvent() {
    mark = BYTE_ORDER_MARK.length;
    length = EVENT.length();
  }

  /** Takes the next byte of the name. */
  void accept(int b) {
    if (mark < BYTE_ORDER_MARK.length) {
      if (length == 0 && b == BYTE_ORDER_MARK[mark]) {
        mark++;
        return;
      }
      mark = BYTE_ORDER_MARK.length;
    }
    data = data && length < DATA.length() && b == DATA.charAt(length);
    event = event && length < EVENT.length() && b == EVENT.charAt(length);
    length = Math.min(length + 1, EVENT.length() + 1);
  }
}
