package dev.isthmus.server.journal;

import dev.isthmus.core.observe.LineRing;
import java.io.IOException;
import java.io.OutputStream;
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
  private static final int BATCH_BYTES = 64 << 10;
  private static final int CLOSE_MILLIS = 1_000;

  private final LineRing lines;
  private final OutputStream out;
  private final byte[] batch = new byte[BATCH_BYTES];
  private final Thread thread;
  private volatile boolean closed;

  private LineWriter(LineRing lines, OutputStream out, String name) {
    this.lines = lines;
    this.out = out;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Writes {@code lines} to {@code out} from now on, until it is closed; {@code out} stays open.
   */
  public static LineWriter start(LineRing lines, OutputStream out, String name) {
    LineWriter writer = new LineWriter(lines, out, name);
    writer.thread.start();
    return writer;
  }

  private void run() {
    boolean last = false;
    while (!last) {
      last = closed;
      writeAll();
      if (!last) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void writeAll() {
    for (int length = lines.drainTo(batch); length > 0; length = lines.drainTo(batch)) {
      try {
        out.write(batch, 0, length);
        out.flush();
      } catch (IOException e) {
        // There is nowhere to tell it: what does not reach a full disk is lost.
        return;
      }
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
