package dev.isthmus.server.config;

import dev.isthmus.server.config.ConfigProblem.Level;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what is wrong with one file. Threads: one. */
final class Problems {
  private final Set<ConfigProblem> found = new LinkedHashSet<>();
  private final Map<String, Spot> fields = new HashMap<>();
  private boolean refused;

  /** Says where a field stands, for those who find fault with it later. */
  void stands(String path, Spot spot) {
    fields.putIfAbsent(path, spot);
  }

  Fields fields() {
    return new Fields(fields);
  }

  void error(Spot spot, String path, String message) {
    refused = true;
    found.add(new ConfigProblem(Level.ERROR, spot.line(), spot.column(), path, message));
  }

  void warn(Spot spot, String path, String message) {
    found.add(new ConfigProblem(Level.WARNING, spot.line(), spot.column(), path, message));
  }

  /** Whether at least one error was found. */
  boolean refused() {
    return refused;
  }

  List<ConfigProblem> inFileOrder() {
    return found.stream().sorted(ConfigProblem.IN_FILE_ORDER).toList();
  }
}
