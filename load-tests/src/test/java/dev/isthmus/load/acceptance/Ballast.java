package dev.isthmus.load.acceptance;

import dev.isthmus.server.boot.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A gateway that holds as much of its heap as its standard input says: each line is the part of it
 * that is to be in use, in percent.
 */
public final class Ballast {
  /** With an array's head, sixteen fill a region of G1's, whose rest would count as used. */
  private static final int BLOCK = (64 << 10) - 16;

  private static final double PERCENT = 100;
  private static final int BUSY_THREADS = 8;
  private static final int LITTLE = 16;
  private static final long PAUSE_NANOS = 20_000;

  private static final List<byte[]> HELD = new ArrayList<>();

  private Ballast() {}

  public static void main(String[] arguments) {
    Thread holder = new Thread(Ballast::follow, "ballast");
    holder.setDaemon(true);
    holder.start();
    for (int i = 0; i < BUSY_THREADS; i++) {
      Thread busy = new Thread(Ballast::makeGarbage, "busy");
      busy.setDaemon(true);
      busy.start();
    }
    Main.main(arguments);
  }

  private static void follow() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        hold(Double.parseDouble(line) / PERCENT);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void hold(double part) {
    HELD.clear();
    System.gc();
    long most = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax();
    long blocks = (long) (part * most - leftBytes()) / BLOCK;
    for (long i = 0; i < blocks; i++) {
      HELD.add(new byte[BLOCK]);
    }
    System.gc();
  }

  /**
   * What the last collection left of the heap. What is used is more: since then each thread that
   * makes anything has taken a megabyte and a half for itself alone, and how many did is chance.
   */
  private static long leftBytes() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage left = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      bytes += left == null ? 0 : left.getUsed();
    }
    return bytes;
  }

  /** Makes a little all the time, as the threads of a busy gateway do. */
  private static void makeGarbage() {
    Object[] last = new Object[1];
    while (!Thread.interrupted()) {
      last[0] = new byte[LITTLE];
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
