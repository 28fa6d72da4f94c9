package dev.isthmus.server.journal;

import dev.isthmus.core.observe.LineRing;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes lines down, on a thread of its own: a slow disk or terminal holds up nobody but this one,
 * and lines are dropped and counted by the ring.
 *
 * <p>It looks for lines every few milliseconds instead of being woken, so that an event loop never
 * makes a system call for a line, and a busy gateway writes many with one. Threads: any for {@link
 * #close}.
 */
public final class LineWriter implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  /** Where so much was written, more has come meanwhile. */
  private static final int MUCH_BYTES = 64 << 10;

  private static final int CLOSE_MILLIS = 1_000;

  private final List<LineRing> rings;
  private final OutputStream out;
  private final Thread thread;
  private volatile boolean closed;

  private LineWriter(List<LineRing> rings, OutputStream out, String name) {
    this.rings = List.copyOf(rings);
    this.out = out;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Writes what comes through {@code rings} to {@code out} from now on, until it is closed; {@code
   * out} stays open. Lines of one ring keep their order.
   */
  public static LineWriter start(List<LineRing> rings, OutputStream out, String name) {
    LineWriter writer = new LineWriter(rings, out, name);
    writer.thread.start();
    return writer;
  }

  private void run() {
    boolean last = false;
    while (!last) {
      last = closed;
      long count = writeAll();
      if (!last && count < MUCH_BYTES) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private long writeAll() {
    long count = 0;
    for (LineRing ring : rings) {
      count += write(ring);
    }
    return count;
  }

  private long write(LineRing ring) {
    try {
      long count = ring.drainTo(out);
      if (count > 0) {
        out.flush();
      }
      return count;
    } catch (IOException e) {
      // There is nowhere to tell it: what does not reach a full disk is lost.
      return 0;
    }
  }

  /** Writes what is there and ends. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
