package dev.isthmus.load.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The packaged gateway in a process of its own, as {@code ./isthmus serve} would start it. Its
 * output is kept line by line. Threads: one test.
 */
final class PackagedGateway implements AutoCloseable {
  /** Where the gateway's own program begins. */
  static final String MAIN = "dev.isthmus.server.boot.Main";

  private static final int START_SECONDS = 60;
  private static final int STOP_SECONDS = 30;

  private final Process process;
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<URI> calls = new CompletableFuture<>();
  private final CompletableFuture<URI> admin = new CompletableFuture<>();

  private PackagedGateway(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "gateway-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a gateway on {@code config}, whose listeners should name port 0, and waits until it
   * serves.
   */
  static PackagedGateway start(String config, Map<String, String> environment, String... jvmFlags)
      throws Exception {
    return startMain(MAIN, config, environment, jvmFlags);
  }

  /** The same by another program of the tests' own, which ends in the gateway's. */
  static PackagedGateway startMain(
      String main, String config, Map<String, String> environment, String... jvmFlags)
      throws Exception {
    Path file = Files.createTempFile("isthmus-", ".yaml");
    file.toFile().deleteOnExit();
    Files.writeString(file, config);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-ea", "-Dio.netty.leakDetection.level=paranoid"));
    command.addAll(List.of(jvmFlags));
    command.addAll(List.of("-cp", main.equals(MAIN) ? classpath() : testClasspath(), main));
    command.addAll(List.of("serve", "--config", file.toString()));
    return startCommand(command, environment);
  }

  /** The same by a whole command line. */
  static PackagedGateway startCommand(List<String> command, Map<String, String> environment)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    PackagedGateway gateway = new PackagedGateway(builder.start());
    gateway.calls.get(START_SECONDS, TimeUnit.SECONDS);
    gateway.admin.get(START_SECONDS, TimeUnit.SECONDS);
    return gateway;
  }

  /** The jars that were packaged where the build says so; else what this test itself runs on. */
  private static String classpath() {
    String lib = System.getProperty("isthmus.lib");
    boolean packaged = lib != null && Files.isDirectory(Path.of(lib));
    return packaged ? Path.of(lib, "*").toString() : System.getProperty("java.class.path");
  }

  private static String testClasspath() {
    return System.getProperty("java.class.path");
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        address(line, "serving on ", calls);
        address(line, "admin on ", admin);
      }
    } catch (IOException e) {
      output.add("no more output: " + e.getMessage());
    } finally {
      IOException ended = new IOException("the gateway ended: " + output);
      calls.completeExceptionally(ended);
      admin.completeExceptionally(ended);
    }
  }

  private static void address(String line, String prefix, CompletableFuture<URI> found) {
    if (line.startsWith(prefix)) {
      found.complete(URI.create("http://" + line.substring(prefix.length())));
    }
  }

  /** Where callers call: {@code http://127.0.0.1:PORT}. */
  URI base() {
    return calls.join();
  }

  /** The address of the listener of that number, from 0, as {@code HOST:PORT}. */
  String listener(int number) {
    String prefix = "serving on ";
    return output().stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList()
        .get(number);
  }

  /** Answers {@code path} of the admin port. */
  String admin(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(admin.join().resolve(path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Everything the process has written so far. */
  List<String> output() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  Process process() {
    return process;
  }

  /** Asks the process to end, and waits until it has. */
  @Override
  public void close() {
    process.destroy();
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
