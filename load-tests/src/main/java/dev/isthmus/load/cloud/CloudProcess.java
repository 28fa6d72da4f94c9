package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A simulated cloud in a process of its own, which can be killed, stopped and continued as the
 * operating system does it.
 *
 * <p>The process ends with the one that started it.
 */
public final class CloudProcess implements AutoCloseable {

  private static final int DIED = 10;

  private final List<String> arguments;
  private final Process process;
  private final int port;
  private final int controlPort;

  private CloudProcess(List<String> arguments, Process process, JsonNode ready) {
    this.arguments = arguments;
    this.process = process;
    this.port = ready.path("port").asInt();
    this.controlPort = ready.path("control_port").asInt();
  }

  /**
   * Starts {@link CloudMain} with {@code arguments} on this JVM's class path and waits until it is
   * ready.
   *
   * @throws IOException where it ends instead
   */
  public static CloudProcess start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath(), CloudMain.class.getName()));
    command.addAll(arguments);
    command.add("--until-input-ends");
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new CloudProcess(List.copyOf(arguments), process, ready(process));
  }

  /** Where this class came by a loader of its own, as in test launchers, what that loader reads. */
  private static String classPath() {
    if (CloudProcess.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs())
          .map(url -> Path.of(URI.create(url.toString())).toString())
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }

  private static JsonNode ready(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      JsonNode node =
          line.startsWith("{") ? Json.parse(line.getBytes(StandardCharsets.UTF_8)) : null;
      if (node != null && node.has("control_port")) {
        return node;
      }
    }
    process.destroyForcibly();
    throw new IOException("the cloud did not start");
  }

  public int port() {
    return port;
  }

  /** Base URL of the control port. */
  public URI control() {
    return URI.create("http://127.0.0.1:" + controlPort);
  }

  public long pid() {
    return process.pid();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(DIED, TimeUnit.SECONDS);
  }

  /** SIGSTOP: connections stay open and nobody answers. */
  public void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** SIGCONT. */
  public void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  /** The same cloud again on the same ports, after {@link #kill}; its bill starts anew. */
  public CloudProcess restart() throws IOException {
    List<String> again = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      boolean placed =
          arguments.get(i).equals("--port") || arguments.get(i).equals("--control-port");
      if (placed) {
        i++; // its value, too
      } else {
        again.add(arguments.get(i));
      }
    }
    again.addAll(List.of("--port", "" + port, "--control-port", "" + controlPort));
    return start(again);
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status = new ProcessBuilder("kill", name, Long.toString(pid())).start().waitFor();
    if (status != 0) {
      throw new IOException("kill " + name + ": " + status + " (expected: 0)");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
