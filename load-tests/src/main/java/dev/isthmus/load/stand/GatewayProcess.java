package dev.isthmus.load.stand;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The packaged gateway in a process of its own, as {@code ./isthmus serve} starts it. What it
 * writes is kept line by line. Threads: any.
 */
public final class GatewayProcess implements AutoCloseable {
  /** Where the gateway's own program begins. */
  public static final String MAIN = "dev.isthmus.server.boot.Main";

  /** How large the young part of the heap is that {@code ./isthmus} chooses. */
  public static final int YOUNG_MIB = 24;

  /** The JVM's options for the collector and its room that {@code ./isthmus} chooses. */
  public static final List<String> COLLECTOR =
      List.of(
          "-XX:+UseG1GC",
          "-Xmn" + YOUNG_MIB + "m",
          "-XX:ParallelGCThreads=1",
          "-XX:ConcGCThreads=1",
          "-XX:G1ConcRefinementThreads=0",
          "-XX:GCTimeRatio=4",
          "-XX:MinHeapFreeRatio=5",
          "-XX:MaxHeapFreeRatio=15");

  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 30;

  private final Process process;
  private final int mostLines;
  private final Deque<String> output = new ArrayDeque<>();
  private final List<String> listeners = new ArrayList<>();
  private final CompletableFuture<URI> calls = new CompletableFuture<>();
  private final CompletableFuture<HttpPort> admin = new CompletableFuture<>();

  private GatewayProcess(Process process, int mostLines) {
    this.process = process;
    this.mostLines = mostLines;
    Thread reader = new Thread(this::read, "gateway-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Writes {@code config}, whose listeners should name port 0, where a gateway can read it. */
  public static Path write(String config) throws IOException {
    Path file = Files.createTempFile("isthmus-", ".yaml");
    file.toFile().deleteOnExit();
    return Files.writeString(file, config);
  }

  /**
   * The command that starts a gateway on {@code config}.
   *
   * @param program main class; another than {@link #MAIN} must end in it
   * @param jvmFlags beside {@link #COLLECTOR}; what they say otherwise wins
   */
  public static List<String> command(String program, List<String> jvmFlags, Path config) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(COLLECTOR);
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", classPath(program), program));
    command.addAll(List.of("serve", "--config", config.toString()));
    return command;
  }

  /**
   * Starts a gateway and waits until it serves.
   *
   * @param mostLines of its output are kept, the newest
   * @throws IOException where it does not come to that
   */
  public static GatewayProcess start(
      List<String> command, Map<String, String> environment, int mostLines)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    GatewayProcess gateway = new GatewayProcess(builder.start(), mostLines);
    try {
      gateway.calls.get(START_SECONDS, TimeUnit.SECONDS);
      gateway.admin.get(START_SECONDS, TimeUnit.SECONDS);
      return gateway;
    } catch (ExecutionException | TimeoutException e) {
      gateway.close();
      throw new IOException("the gateway did not start: " + gateway.output(), e);
    }
  }

  /** The jars that were packaged where the build says so; else what this program runs on. */
  private static String classPath(String program) {
    String lib = System.getProperty("isthmus.lib");
    boolean packaged = program.equals(MAIN) && lib != null && Files.isDirectory(Path.of(lib));
    return packaged ? Path.of(lib, "*").toString() : System.getProperty("java.class.path");
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        keep(line);
      }
    } catch (IOException e) {
      keep("no more output: " + e.getMessage());
    } finally {
      IOException ended = new IOException("the gateway ended: " + output());
      calls.completeExceptionally(ended);
      admin.completeExceptionally(ended);
    }
  }

  private void keep(String line) {
    synchronized (output) {
      output.addLast(line);
      if (output.size() > mostLines) {
        output.removeFirst();
      }
      if (line.startsWith("serving on ")) {
        listeners.add(line.substring("serving on ".length()));
        calls.complete(URI.create("http://" + listeners.get(0)));
      }
    }
    if (line.startsWith("admin on ")) {
      admin.complete(new HttpPort(URI.create("http://" + line.substring("admin on ".length()))));
    }
  }

  /** Where callers call: {@code http://127.0.0.1:PORT}. */
  public URI base() {
    return calls.join();
  }

  /** The address of the listener of that number, from 0, as {@code HOST:PORT}. */
  public String listener(int number) {
    synchronized (output) {
      return listeners.get(number);
    }
  }

  /** Where people look. */
  public HttpPort admin() {
    return admin.join();
  }

  /** What the process has written, oldest first. */
  public List<String> output() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  public Process process() {
    return process;
  }

  /**
   * SIGTERM. What the process says from then on is still kept, which Process.destroy() prevents.
   */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Asks the process to end, and waits until it has. */
  @Override
  public void close() {
    terminate();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
