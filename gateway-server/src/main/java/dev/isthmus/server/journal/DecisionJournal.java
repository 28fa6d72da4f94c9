package dev.isthmus.server.journal;

import dev.isthmus.core.call.Decision;
import dev.isthmus.core.observe.DecisionQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes decisions down, compressed, into files that are begun anew and in the end deleted, on a
 * thread of its own: a slow disk holds up nobody but this one, and what finds no place is dropped
 * and counted by the queue.
 *
 * <p>What was written can be read a second later, the file that is being written included. Threads:
 * any. Errors: where a disk refuses, what was to be written is lost and counted, and it is tried
 * again after {@value #RETRY_SECONDS} s.
 */
public final class DecisionJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("isthmus");
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long SHOW_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int RETRY_SECONDS = 10;
  private static final int CLOSE_MILLIS = 2_000;

  private final DecisionQueue queue;
  private final DecisionFiles files;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;
  private long shownNanos;
  private long retryNanos;
  private boolean failing;

  private DecisionJournal(DecisionQueue queue, DecisionFiles files) {
    this.queue = queue;
    this.files = files;
    this.shownNanos = System.nanoTime();
    this.retryNanos = shownNanos;
    this.thread = new Thread(this::run, "decisions");
    thread.setDaemon(true);
  }

  /** Writes what comes through {@code queue} from now on, until it is closed. */
  public static DecisionJournal start(DecisionQueue queue, DecisionFiles files) {
    DecisionJournal journal = new DecisionJournal(queue, files);
    journal.thread.start();
    return journal;
  }

  private void run() {
    boolean last = false;
    while (!last) {
      last = closed;
      while (queue.take(this::write)) {
        show();
      }
      show();
      if (!last) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    files.close();
  }

  private void write(Decision decision) {
    if (failing && System.nanoTime() - retryNanos < 0) {
      lost.incrementAndGet();
      return;
    }
    try {
      files.write(decision);
      written.incrementAndGet();
      failing = false;
    } catch (IOException e) {
      failed(e);
    }
  }

  private void show() {
    long now = System.nanoTime();
    if (now - shownNanos < SHOW_NANOS) {
      return;
    }
    shownNanos = now;
    try {
      files.show();
    } catch (IOException e) {
      failed(e);
    }
  }

  private void failed(IOException e) {
    lost.incrementAndGet();
    if (!failing) {
      LOG.warn(
          "decisions are not written directory={} because={}", files.directory(), e.toString());
    }
    failing = true;
    retryNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(RETRY_SECONDS);
    files.close();
  }

  public Path directory() {
    return files.directory();
  }

  public long written() {
    return written.get();
  }

  /** Decisions that a disk did not take. */
  public long lost() {
    return lost.get();
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
