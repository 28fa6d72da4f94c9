package dev.isthmus.load.acceptance;

import dev.isthmus.load.stand.GatewayProcess;
import dev.isthmus.load.stand.HttpPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The packaged gateway in a process of its own, with assertions and every buffer watched. Threads:
 * one test.
 */
final class PackagedGateway implements AutoCloseable {
  /** Where the gateway's own program begins. */
  static final String MAIN = GatewayProcess.MAIN;

  private final GatewayProcess gateway;
  private final Path file;

  private PackagedGateway(GatewayProcess gateway, Path file) {
    this.gateway = gateway;
    this.file = file;
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
    List<String> flags = new ArrayList<>(List.of("-ea", "-Dio.netty.leakDetection.level=paranoid"));
    flags.addAll(List.of(jvmFlags));
    Path file = GatewayProcess.write(config);
    List<String> command = GatewayProcess.command(main, flags, file);
    return new PackagedGateway(GatewayProcess.start(command, environment, Integer.MAX_VALUE), file);
  }

  /** The same by a whole command line. */
  static PackagedGateway startCommand(List<String> command, Map<String, String> environment)
      throws Exception {
    Path file = Path.of(command.get(command.size() - 1));
    return new PackagedGateway(GatewayProcess.start(command, environment, Integer.MAX_VALUE), file);
  }

  /** Where callers call: {@code http://127.0.0.1:PORT}. */
  URI base() {
    return gateway.base();
  }

  /** The address of the listener of that number, from 0, as {@code HOST:PORT}. */
  String listener(int number) {
    return gateway.listener(number);
  }

  /** Where people look and change things. */
  HttpPort adminPort() {
    return gateway.admin();
  }

  /** The configuration that it was started from, and follows. */
  Path file() {
    return file;
  }

  /** Answers {@code path} of the admin port. */
  String admin(String path) throws IOException, InterruptedException {
    return gateway.admin().page(path);
  }

  /** Everything the process has written so far. */
  List<String> output() {
    return gateway.output();
  }

  Process process() {
    return gateway.process();
  }

  /** Asks the process to end. */
  void terminate() {
    gateway.terminate();
  }

  /** Asks the process to end, and waits until it has. */
  @Override
  public void close() {
    gateway.close();
  }
}
