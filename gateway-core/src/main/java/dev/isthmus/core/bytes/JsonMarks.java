package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import org.jspecify.annotations.Nullable;

/** What was found at each declared path of one document. Threads: one. */
@HotPath
final class JsonMarks {
  private static final JsonType[] TYPES = JsonType.values();
  private static final int QUOTES = 2;

  private final JsonPaths paths;
  private final byte[] types;
  private final long[] starts;
  private final long[] ends;
  private final long[] longs;
  private final long[] stringBytes;
  private final int[] counts;
  private final int[] empties;

  /** Offsets after the keys' closing quotes, 0 where they have not come. */
  private final long[] keyEnds;

  private final @Nullable Capture[] captures;

  /** The paths of which something came, so that a next document forgets no others. */
  private final int[] touched;

  private final boolean[] isTouched;
  private int touchedCount;

  JsonMarks(JsonPaths paths) {
    int size = paths.size();
    this.paths = paths;
    types = new byte[size];
    starts = new long[size];
    ends = new long[size];
    longs = new long[size];
    stringBytes = new long[size];
    counts = new int[size];
    empties = new int[size];
    keyEnds = new long[size];
    captures = new @Nullable Capture[size];
    touched = new int[size];
    isTouched = new boolean[size];
    for (int i = 0; i < size; i++) {
      captures[i] = paths.captureBytes(i) == 0 ? null : new Capture(paths.captureBytes(i));
      clear(i);
    }
  }

  void clear() {
    for (int i = 0; i < touchedCount; i++) {
      clear(touched[i]);
    }
    touchedCount = 0;
  }

  private void clear(int path) {
    isTouched[path] = false;
    types[path] = (byte) JsonType.ABSENT.ordinal();
    counts[path] = 0;
    empties[path] = 0;
    keyEnds[path] = 0;
    stringBytes[path] = 0;
    Capture capture = captures[path];
    if (capture != null) {
      capture.clear();
    }
  }

  private void touch(int path) {
    if (!isTouched[path]) {
      isTouched[path] = true;
      touched[touchedCount++] = path;
    }
  }

  /** Where the text of a string at {@code place} goes, or null where nobody wants it. */
  @Nullable Capture capture(int place) {
    int path = paths.idAt(place);
    if (path == JsonPaths.NONE) {
      return null;
    }
    touch(path);
    return captures[path];
  }

  /** The key of {@code place} came; it ended before {@code end}. */
  void key(int place, long end) {
    int path = paths.idAt(place);
    if (path != JsonPaths.NONE) {
      touch(path);
      keyEnds[path] = end;
    }
  }

  /** A value at {@code place} is over. */
  void mark(int place, JsonType type, long start, long end) {
    int path = paths.idAt(place);
    if (path == JsonPaths.NONE) {
      return;
    }
    touch(path);
    if (counts(path, type)) {
      counts[path]++;
    }
    if (type == JsonType.STRING) {
      stringBytes[path] += end - start - QUOTES;
    } else if (type == JsonType.EMPTY_STRING) {
      empties[path]++;
    }
    if (type.replaces(type(path))) {
      types[path] = (byte) type.ordinal();
      starts[path] = start;
      ends[path] = end;
      longs[path] = Long.MIN_VALUE;
    }
  }

  /** Adds the value of the number just marked at {@code place}. */
  void number(int place, long value) {
    int path = paths.idAt(place);
    if (path != JsonPaths.NONE) {
      longs[path] = value;
    }
  }

  JsonType type(int path) {
    return TYPES[types[path]];
  }

  long start(int path) {
    return type(path) == JsonType.ABSENT ? -1 : starts[path];
  }

  long end(int path) {
    return type(path) == JsonType.ABSENT ? -1 : ends[path];
  }

  long longValue(int path) {
    return type(path) == JsonType.NUMBER ? longs[path] : Long.MIN_VALUE;
  }

  long stringBytes(int path) {
    return stringBytes[path];
  }

  boolean hasKey(int path) {
    return keyEnds[path] > 0;
  }

  long keyEnd(int path) {
    return keyEnds[path] > 0 ? keyEnds[path] : -1;
  }

  int count(int path) {
    return counts[path];
  }

  int emptyStrings(int path) {
    return empties[path];
  }

  /** The captured text at {@code path}, or null where its value is no string. */
  @Nullable Capture text(int path) {
    boolean string = type(path) == JsonType.STRING || type(path) == JsonType.EMPTY_STRING;
    return string ? captures[path] : null;
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
