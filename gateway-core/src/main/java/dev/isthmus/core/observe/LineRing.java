package dev.isthmus.core.observe;

import org.jspecify.annotations.Nullable;

/**
 * Lines on their way from event loops to whoever writes them down.
 *
 * <p>Shape: a ring of lines that are used again and again; a full one drops what comes and counts
 * it. Threads: any may write, each line by one; one thread reads. No lock, nobody is woken, no
 * allocation once the lines have their usual length.
 */
public final class LineRing {
  private final JsonLine[] lines;
  private final Turns turns;

  /**
   * @param size lines that may wait, a power of two
   */
  public LineRing(int size) {
    turns = new Turns(size);
    lines = new JsonLine[size];
  }

  /** A claim to a free line, to be given back by {@link #publish}; −1 where all are full. */
  long claim() {
    return turns.claim();
  }

  /** The line of a claimed place. */
  JsonLine line(long at) {
    int place = turns.place(at);
    JsonLine line = lines[place];
    if (line == null) {
      line = new JsonLine();
      lines[place] = line;
    }
    return line;
  }

  /** Lets the reader have the line of a claimed place. */
  void publish(long at) {
    turns.publish(at);
  }

  /** Lines that found no place. */
  public long dropped() {
    return turns.dropped();
  }

  /**
   * Moves as many whole lines as fit into {@code target}. A line that is longer than all of it is
   * dropped.
   *
   * @return how many bytes they take
   */
  public int drainTo(byte[] target) {
    int length = 0;
    for (JsonLine line = next(); line != null; line = next()) {
      int end = line.copyTo(target, length);
      if (end < 0 && length > 0) {
        return length;
      }
      if (end < 0) {
        turns.drop();
      }
      length = Math.max(length, end);
      turns.free();
    }
    return length;
  }

  private @Nullable JsonLine next() {
    int place = turns.oldest();
    return place < 0 ? null : lines[place];
  }
}
