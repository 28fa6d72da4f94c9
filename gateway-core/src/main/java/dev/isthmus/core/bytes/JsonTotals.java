package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;

/** What was found in one document as a whole. Threads: one. */
@HotPath
final class JsonTotals {
  private long stringBytes;
  private int dataUrls;
  private int imageUrls;
  private long firstMember;
  private int members;

  JsonTotals() {
    clear();
  }

  void clear() {
    stringBytes = 0;
    dataUrls = 0;
    imageUrls = 0;
    firstMember = -1;
    members = 0;
  }

  /** The document's opening brace ended at {@code offset}. */
  void open(long offset) {
    firstMember = offset;
  }

  /** A key of the outermost object came. */
  void member() {
    members++;
  }

  /** A string value of {@code bytes} came that is no data URL. */
  void text(long bytes) {
    stringBytes += bytes;
  }

  /** A string value of {@code bytes} came. */
  void string(long bytes, DataUrlProbe probe) {
    if (!probe.isDataUrl()) {
      text(bytes);
      return;
    }
    dataUrls++;
    if (probe.isImage()) {
      imageUrls++;
    }
  }

  long stringBytes() {
    return stringBytes;
  }

  int dataUrls() {
    return dataUrls;
  }

  int imageUrls() {
    return imageUrls;
  }

  long firstMember() {
    return firstMember;
  }

  int members() {
    return members;
  }
}
