package dev.isthmus.load.stand;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** On what the figures were measured. */
public final class Machine {
  private static final double MIB = 1 << 20;
  private static final int GIT_SECONDS = 5;

  private Machine() {}

  public static ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    json.put("architecture", System.getProperty("os.arch"));
    json.put("processor", processor());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      json.put("memory_mebibytes", Math.round(system.getTotalMemorySize() / MIB));
    }
    return json.put(
        "jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
  }

  /** One line: processor, how many, kernel, Java. */
  public static String line() {
    return String.format(
        Locale.ROOT,
        "%s, %d processors, %s %s, JDK %s",
        processor(),
        processors(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version());
  }

  private static String processor() {
    return processorLines().stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("unknown");
  }

  /** The machine's, not only those that this process is kept to. */
  private static long processors() {
    long listed = processorLines().stream().filter(line -> line.startsWith("processor")).count();
    return listed > 0 ? listed : Runtime.getRuntime().availableProcessors();
  }

  private static List<String> processorLines() {
    Path file = Path.of("/proc/cpuinfo");
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The version of the sources that this was built from, or an empty text where git knows none. */
  public static String gitVersion() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--tags")
              .directory(sources().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String version =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      return git.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0 ? version : "";
    } catch (IOException e) {
      return ""; // no git here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Where these classes were packaged is inside the project; elsewhere git finds nothing. */
  private static Path sources() {
    try {
      Path place =
          Path.of(Machine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path folder = place.getParent();
      return folder == null ? place : folder;
    } catch (java.net.URISyntaxException e) {
      return Path.of(".");
    }
  }
}
