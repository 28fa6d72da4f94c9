package dev.isthmus.load.acceptance;

import dev.isthmus.server.boot.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway that holds as much of its heap as its standard input says: each line is the part of it
 * that is to be in use, in percent.
 */
public final class Ballast {
  private static final int BLOCK = 256 << 10;
  private static final double PERCENT = 100;

  private static final List<byte[]> HELD = new ArrayList<>();

  private Ballast() {}

  public static void main(String[] arguments) {
    Thread holder = new Thread(Ballast::follow, "ballast");
    holder.setDaemon(true);
    holder.start();
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
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long blocks = (long) (part * heap.getMax() - heap.getUsed()) / BLOCK;
    for (long i = 0; i < blocks; i++) {
      HELD.add(new byte[BLOCK]);
    }
    System.gc();
  }
}
