package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
    CloudJvm jvm = CloudJvm.start(CloudMain.class, arguments);
    return new CloudProcess(List.copyOf(arguments), jvm.process(), jvm.ready());
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
