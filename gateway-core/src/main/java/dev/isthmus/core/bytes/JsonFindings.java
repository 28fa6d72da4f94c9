package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * What was found in one JSON document as far as it was read: at the declared paths, and in all.
 *
 * <p>Units: byte offsets from the start of the document. Threads: one.
 */
@HotPath
public abstract class JsonFindings {
  final JsonTotals totals = new JsonTotals();

  /** Those that are borrowed, or none: before a document and after it was forgotten. */
  JsonMarks marks;

  JsonFindings(JsonMarks marks) {
    this.marks = marks;
  }

  public JsonType type(int path) {
    return marks.type(path);
  }

  /** Where the value at {@code path} begins, quotes and braces included; −1 where it is absent. */
  public long start(int path) {
    return marks.start(path);
  }

  /** Where the value at {@code path} ends, exclusive; −1 where it is absent. */
  public long end(int path) {
    return marks.end(path);
  }

  /** The integral number at {@code path} within ±(2^63 − 1), or {@link Long#MIN_VALUE}. */
  public long longValue(int path) {
    return marks.longValue(path);
  }

  /**
   * The text of the string at a captured path; null where there is none or it is longer than was
   * declared.
   */
  public @Nullable String text(int path) {
    Capture capture = marks.text(path);
    return capture == null ? null : capture.text();
  }

  /** A hash of the captured string at {@code path}, as far as it was captured; 0 for none. */
  public long textHash(int path) {
    Capture capture = marks.text(path);
    return capture == null ? 0 : capture.hash();
  }

  /** Whether the captured string at {@code path} is {@code expected}, in UTF-8. */
  public boolean textIs(int path, byte[] expected) {
    Capture capture = marks.text(path);
    return capture != null && capture.matches(expected);
  }

  /** Whether the captured string at {@code path} ends with {@code expected}, in UTF-8. */
  public boolean textEndsWith(int path, byte[] expected) {
    Capture capture = marks.text(path);
    return capture != null && capture.endsWith(expected);
  }

  /** Whether something that is neither null nor empty stands at a path of {@code set}. */
  public boolean isAnyFilled(long set) {
    return marks.isAnyFilled(set);
  }

  /** How many values other than null stood at {@code path}, or strings equal to the counted one. */
  public int count(int path) {
    return marks.count(path);
  }

  /** How many empty strings stood at {@code path}. */
  public int emptyStrings(int path) {
    return marks.emptyStrings(path);
  }

  /** Bytes, as written, of all strings at {@code path}. */
  public long stringBytes(int path) {
    return marks.stringBytes(path);
  }

  /** Bytes, as written, of all strings at the paths of {@code set}. */
  public long allStringBytes(long set) {
    return marks.allStringBytes(set);
  }

  /** Bytes, as written, of all string values of the document that are no data URLs. */
  public long stringBytes() {
    return totals.stringBytes();
  }

  /** How many string values are data URLs. */
  public int dataUrls() {
    return totals.dataUrls();
  }

  /** How many string values are data URLs of images. */
  public int imageUrls() {
    return totals.imageUrls();
  }

  /** Offset just after the brace that opens the document; −1 where it has not come. */
  public long firstMember() {
    return totals.firstMember();
  }

  /** How many keys of the outermost object came so far, declared or not. */
  public int members() {
    return totals.members();
  }

  /** Whether the key at {@code path} came; its value may still be under way. */
  public boolean hasKey(int path) {
    return marks.hasKey(path);
  }

  /** Where the last key at {@code path} ends, its quote included; −1 where it has not come. */
  public long keyEnd(int path) {
    return marks.keyEnd(path);
  }
}
