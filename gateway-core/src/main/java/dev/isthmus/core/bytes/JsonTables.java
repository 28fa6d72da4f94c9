package dev.isthmus.core.bytes;

import dev.isthmus.core.call.HotPath;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * What a scanner writes into while it is inside a document: some kilobytes that it borrows from its
 * thread with the first byte and gives back when it forgets the document.
 *
 * <p>A gateway has thousands of streams that wait for their next event, and reads a few events at a
 * time: what waits holds no tables, and those that are in use are still in the processor's caches
 * from the event before. Threads: one at a time.
 */
final class JsonTables {
  /** As many as are inside a document at one time; what more there are is made and forgotten. */
  static final int MOST_SPARE = 64;

  final JsonMarks marks;
  final Nesting nesting;
  final StringReader strings;
  final NumberReader number = new NumberReader();

  private JsonTables(JsonPaths paths, JsonMarks marks, Nesting nesting) {
    this.marks = marks;
    this.nesting = nesting;
    this.strings = new StringReader(paths.trie());
  }

  /** What a scanner has that is in no document: nothing was found, and nothing is written. */
  static JsonTables none(JsonPaths paths) {
    return new JsonTables(paths, JsonMarks.none(paths), Nesting.none());
  }

  /** Tables of one set of paths, each thread's own. Threads: any. */
  static final class Stash {
    private final JsonPaths paths;
    private final FastThreadLocal<Spares> spares =
        new FastThreadLocal<>() {
          @Override
          protected Spares initialValue() {
            return new Spares();
          }
        };

    Stash(JsonPaths paths) {
      this.paths = paths;
    }

    /** Cleared tables, which whoever asked holds until it gives them back. */
    @HotPath
    JsonTables take() {
      JsonTables tables = spares.get().poll();
      return tables == null ? new JsonTables(paths, new JsonMarks(paths), new Nesting()) : tables;
    }

    /** Takes {@code tables} back, as those to be lent next. */
    @HotPath
    void give(JsonTables tables) {
      tables.marks.clear();
      tables.nesting.clear();
      spares.get().push(tables);
    }

    /** How many this thread has to lend. */
    int spare() {
      return spares.get().count;
    }
  }

  /** Those of one thread, newest last. */
  private static final class Spares {
    private final @Nullable JsonTables[] stack = new @Nullable JsonTables[MOST_SPARE];
    private int count;

    @Nullable JsonTables poll() {
      return count == 0 ? null : stack[--count];
    }

    void push(JsonTables tables) {
      if (count < MOST_SPARE) {
        stack[count++] = tables;
      }
    }
  }
}
