package dev.isthmus.load.measure;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A proxy under measurement, in a process of its own on a processor of its own, stopped while it is
 * not its turn. Threads: one.
 */
final class Subject implements AutoCloseable {
  /** Where proxies run; what they are driven by runs on {@link #DRIVERS}. */
  static final String PROXIES = "0";

  static final String DRIVERS = "1";

  static final String ALL = PROXIES + "," + DRIVERS;

  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 15;
  private static final int POLL_MILLIS = 10;

  private final String name;
  private final Process process;
  private final ProcessTree tree;
  private final int port;
  private final boolean compiles;

  private Subject(String name, Process process, int port, boolean compiles) {
    this.name = name;
    this.process = process;
    this.tree = new ProcessTree(process.toHandle());
    this.port = port;
    this.compiles = compiles;
  }

  /**
   * How one is started.
   *
   * @param name in tables
   * @param command which becomes the proxy
   * @param environment added to this process's
   * @param port where it will serve
   * @param compiles as it runs, and wants warming up
   */
  record Plan(
      String name,
      List<String> command,
      Map<String, String> environment,
      int port,
      boolean compiles) {}

  /** Starts one on both processors, and waits until it takes connections. */
  static Subject start(Plan plan, File log) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(plan.command()).redirectErrorStream(true).redirectOutput(log);
    builder.environment().putAll(plan.environment());
    Subject subject = new Subject(plan.name(), builder.start(), plan.port(), plan.compiles());
    subject.tree.pin(ALL);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!subject.listens()) {
      if (!subject.process.isAlive() || System.nanoTime() > end) {
        subject.close();
        throw new IOException(plan.name() + " did not start; see " + log);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return subject;
  }

  /** A port that nobody has now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  Process process() {
    return process;
  }

  ProcessTree tree() {
    return tree;
  }

  boolean compiles() {
    return compiles;
  }

  void pause() throws IOException, InterruptedException {
    tree.signal("STOP");
  }

  void resume() throws IOException, InterruptedException {
    tree.signal("CONT");
  }

  @Override
  public void close() {
    // An end of its own would wait for callers to leave.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
