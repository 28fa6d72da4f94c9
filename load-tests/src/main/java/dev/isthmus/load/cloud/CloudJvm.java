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
import java.util.stream.Collectors;

/**
 * A program with clouds in a process of its own, which ends with the one that started it.
 *
 * @param ready the line of JSON that it printed when it was ready
 */
record CloudJvm(Process process, JsonNode ready) {

  /**
   * Starts {@code program} on this JVM's class path and waits until it is ready.
   *
   * @throws IOException where it ends instead
   */
  static CloudJvm start(Class<?> program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath(), program.getName()));
    command.addAll(arguments);
    command.add("--until-input-ends");
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new CloudJvm(process, ready(process));
  }

  /** Where this class came by a loader of its own, as in test launchers, what that loader reads. */
  private static String classPath() {
    if (CloudJvm.class.getClassLoader() instanceof URLClassLoader loader) {
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
      if (node != null && (node.has("control_port") || node.has("clouds"))) {
        return node;
      }
    }
    process.destroyForcibly();
    throw new IOException("the cloud did not start");
  }
}
