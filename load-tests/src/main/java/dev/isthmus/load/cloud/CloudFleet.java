package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several simulated clouds in one process of their own, so that their work is not counted as that
 * of whoever uses them. The process ends with the one that started it. Threads: any.
 */
public final class CloudFleet implements AutoCloseable {

  private final Process process;
  private final Map<String, Doors> doors;

  /** Where a cloud serves, and where it is controlled. */
  public record Doors(URI service, URI control) {}

  private CloudFleet(Process process, Map<String, Doors> doors) {
    this.process = process;
    this.doors = doors;
  }

  /**
   * Starts one cloud for each of {@code arguments}, which are those of {@link CloudMain} and must
   * give names.
   *
   * @throws IOException where one does not start
   */
  public static CloudFleet start(List<List<String>> arguments) throws IOException {
    List<String> all = new ArrayList<>();
    for (List<String> one : arguments) {
      if (!all.isEmpty()) {
        all.add(FleetMain.AND);
      }
      all.addAll(one);
    }
    CloudJvm jvm = CloudJvm.start(FleetMain.class, all);
    Map<String, Doors> doors = new LinkedHashMap<>();
    for (JsonNode cloud : jvm.ready().path("clouds")) {
      doors.put(
          cloud.path("name").asText(),
          new Doors(local(cloud.path("port")), local(cloud.path("control_port"))));
    }
    return new CloudFleet(jvm.process(), doors);
  }

  private static URI local(JsonNode port) {
    return URI.create("http://127.0.0.1:" + port.asInt());
  }

  /** The doors of the cloud called {@code name}. */
  public Doors doors(String name) {
    Doors found = doors.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "cloud: " + name + " (expected: one of " + doors.keySet() + ")");
    }
    return found;
  }

  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
