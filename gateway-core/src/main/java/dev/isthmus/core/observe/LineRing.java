package dev.isthmus.core.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines on their way from one event loop to whoever writes them down.
 *
 * <p>Shape: a ring of bytes in which no line is cut: where the rest of it is too short, zeros stand
 * there and the line begins at the start. A line that finds no room is dropped and counted. Bytes
 * follow each other in memory, so that the processor fetches what is written next before it is
 * asked for; lines of their own would each be a wait. Threads: one adds, one drains, any may ask
 * what was dropped. No lock, nobody is woken, no allocation.
 */
public final class LineRing {
  private static final int MOST_AT_ONCE = 64 << 10;

  private final byte[] bytes;
  private final AtomicLong added = new AtomicLong();
  private final AtomicLong drained = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  /** How far can be added before it must be looked what was drained. */
  private long bound;

  private int addPlace;
  private int drainPlace;

  /**
   * @param size bytes that may wait
   */
  public LineRing(int size) {
    bytes = new byte[size];
    bound = size;
  }

  /** Takes a copy of a line that has its end, or drops it. */
  void add(JsonLine line) {
    int length = line.length();
    int rest = bytes.length - addPlace;
    int skipped = length > rest ? rest : 0;
    if (!hasRoom(skipped + length)) {
      dropped.setRelease(dropped.getPlain() + 1);
      return;
    }
    Arrays.fill(bytes, addPlace, addPlace + skipped, (byte) 0);
    int place = after(addPlace, skipped);
    line.copyTo(bytes, place);
    addPlace = after(place, length);
    added.setRelease(added.getPlain() + skipped + length);
  }

  private boolean hasRoom(int count) {
    long end = added.getPlain() + count;
    if (end > bound) {
      bound = drained.getAcquire() + bytes.length;
    }
    return end <= bound;
  }

  /** Lines that found no room. */
  public long dropped() {
    return dropped.getAcquire();
  }

  /**
   * Writes all that was added to {@code out}, whole lines with each write: others may write there,
   * too. It does not flush. Where {@code out} refuses, all that was added is lost.
   *
   * @return how many bytes
   */
  public long drainTo(OutputStream out) throws IOException {
    long from = drained.getPlain();
    long to = added.getAcquire();
    try {
      while (drained.getPlain() < to) {
        drainSome((int) (to - drained.getPlain()), out);
      }
    } catch (IOException e) {
      free((int) (to - drained.getPlain()));
      throw e;
    }
    return to - from;
  }

  private void drainSome(int waiting, OutputStream out) throws IOException {
    int reach = Math.min(waiting, bytes.length - drainPlace);
    int count = wholeLines(Math.min(reach, MOST_AT_ONCE));
    if (count == 0) {
      count = wholeLines(reach);
    }
    if (count == 0) {
      free(reach); // zeros, up to where the ring ends
      return;
    }
    out.write(bytes, drainPlace, count);
    free(count);
  }

  /** Of the next {@code reach} bytes those up to where their last line ends. */
  private int wholeLines(int reach) {
    int count = reach;
    while (count > 0 && bytes[drainPlace + count - 1] != '\n') {
      count--;
    }
    return count;
  }

  private void free(int count) {
    drainPlace = after(drainPlace, count);
    drained.setRelease(drained.getPlain() + count);
  }

  private int after(int place, int count) {
    int next = place + count;
    return next < bytes.length ? next : next - bytes.length;
  }
}
