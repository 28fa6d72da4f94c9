package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was found at each declared path of one document. Threads: one.
 *
 * <p>Shape: the numbers of a path stand side by side, in one cache line or two; sets of paths are
 * bits. A path that is not in {@link #touched} has stale numbers: to forget a document is to forget
 * that set.
 */
@HotPath
final class JsonMarks {
  private static final JsonType[] TYPES = JsonType.values();
  private static final int QUOTES = 2;

  private static final int TYPE = 0;
  private static final int START = 1;
  private static final int END = 2;
  private static final int VALUE = 3;
  private static final int COUNT = 4;
  private static final int STRING_BYTES = 5;
  private static final int EMPTIES = 6;

  /** The offset after the key's closing quote, 0 where that has not come. */
  private static final int KEY_END = 7;

  private static final int FIELDS = 8;

  private final JsonPaths paths;
  private final long[] fields;
  private final @Nullable Capture[] captures;
  private final long[] touched;

  /** Those of the first paths at which something stands that is neither null nor empty. */
  private long filled;

  JsonMarks(JsonPaths paths) {
    this(paths, paths.size());
    for (int i = 0; i < captures.length; i++) {
      captures[i] = paths.captures(i) ? new Capture(paths.captureBytes(i)) : null;
    }
  }

  private JsonMarks(JsonPaths paths, int room) {
    this.paths = paths;
    fields = new long[room * FIELDS];
    touched = new long[paths.size() / Long.SIZE + 1];
    captures = new @Nullable Capture[room];
  }

  /** Nothing was found; there is no room to mark anything. */
  static JsonMarks none(JsonPaths paths) {
    return new JsonMarks(paths, 0);
  }

  void clear() {
    Arrays.fill(touched, 0);
    filled = 0;
  }

  /** Where the fields of {@code path} are, which then say nothing false. */
  private int touch(int path) {
    int at = path * FIELDS;
    if (!isTouched(path)) {
      touched[path / Long.SIZE] |= 1L << path;
      fields[at + TYPE] = JsonType.ABSENT.ordinal();
      fields[at + COUNT] = 0;
      fields[at + STRING_BYTES] = 0;
      fields[at + EMPTIES] = 0;
      fields[at + KEY_END] = 0;
      if (paths.captures(path)) {
        clear(captures[path]);
      }
    }
    return at;
  }

  private static void clear(@Nullable Capture capture) {
    if (capture != null) {
      capture.clear();
    }
  }

  private boolean isTouched(int path) {
    return (touched[path / Long.SIZE] & 1L << path) != 0;
  }

  /** Where the text of a string at {@code place} goes, or null where nobody wants it. */
  @Nullable Capture capture(int place) {
    if (!paths.isPath(place) || !paths.captures(place)) {
      return null;
    }
    touch(place);
    return captures[place];
  }

  /** The key of {@code place} came; it ended before {@code end}. */
  void key(int place, long end) {
    if (paths.isPath(place)) {
      fields[touch(place) + KEY_END] = end;
    }
  }

  /** A value at {@code place} is over. */
  void mark(int place, JsonType type, long start, long end) {
    if (paths.isPath(place)) {
      markPath(place, type, start, end);
    }
  }

  private void markPath(int path, JsonType type, long start, long end) {
    int at = touch(path);
    if (counts(path, type)) {
      fields[at + COUNT]++;
    }
    if (type == JsonType.STRING) {
      fields[at + STRING_BYTES] += end - start - QUOTES;
    } else if (type == JsonType.EMPTY_STRING) {
      fields[at + EMPTIES]++;
    }
    if (type.isFilled() || type.replaces(TYPES[(int) fields[at + TYPE]])) {
      fields[at + TYPE] = type.ordinal();
      fields[at + START] = start;
      fields[at + END] = end;
      fields[at + VALUE] = Long.MIN_VALUE;
      filled |= type.isFilled() && path < JsonPaths.SET_BITS ? 1L << path : 0;
    }
  }

  /** Adds the value of the number just marked at {@code place}. */
  void number(int place, long value) {
    if (paths.isPath(place)) {
      fields[place * FIELDS + VALUE] = value;
    }
  }

  JsonType type(int path) {
    return isTouched(path) ? TYPES[(int) fields[path * FIELDS + TYPE]] : JsonType.ABSENT;
  }

  /** Whether something stands at one of {@code set} that is neither null nor empty. */
  boolean isAnyFilled(long set) {
    return (filled & set) != 0;
  }

  long start(int path) {
    return type(path) == JsonType.ABSENT ? -1 : fields[path * FIELDS + START];
  }

  long end(int path) {
    return type(path) == JsonType.ABSENT ? -1 : fields[path * FIELDS + END];
  }

  long longValue(int path) {
    return type(path) == JsonType.NUMBER ? fields[path * FIELDS + VALUE] : Long.MIN_VALUE;
  }

  long stringBytes(int path) {
    return field(path, STRING_BYTES);
  }

  /** The same of all of {@code set}. */
  long allStringBytes(long set) {
    long bytes = 0;
    for (long left = set & touched[0]; left != 0; left &= left - 1) {
      bytes += fields[Long.numberOfTrailingZeros(left) * FIELDS + STRING_BYTES];
    }
    return bytes;
  }

  boolean hasKey(int path) {
    return field(path, KEY_END) > 0;
  }

  long keyEnd(int path) {
    return hasKey(path) ? field(path, KEY_END) : -1;
  }

  int count(int path) {
    return (int) field(path, COUNT);
  }

  int emptyStrings(int path) {
    return (int) field(path, EMPTIES);
  }

  private long field(int path, int field) {
    return isTouched(path) ? fields[path * FIELDS + field] : 0;
  }

  /** The captured text at {@code path}, or null where its value is no string. */
  @Nullable Capture text(int path) {
    JsonType type = type(path);
    return type == JsonType.STRING || type == JsonType.EMPTY_STRING ? captures[path] : null;
  }

  private boolean counts(int path, JsonType type) {
    byte[] wanted = paths.counted(path);
    if (wanted == null) {
      return !type.isNothing();
    }
    Capture capture = captures[path];
    return type == JsonType.STRING
        && capture != null
        && capture.isCurrent()
        && (paths.countsStarts(path) ? capture.startsWith(wanted) : capture.matches(wanted));
  }
}
