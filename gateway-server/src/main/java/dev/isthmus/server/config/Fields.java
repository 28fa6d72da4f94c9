package dev.isthmus.server.config;

import java.util.Map;

/**
 * Where the fields of a file stand, for those who find fault with one after it was read. Threads:
 * any; immutable.
 */
public final class Fields {
  private final Map<String, Spot> spots;

  Fields(Map<String, Spot> spots) {
    this.spots = Map.copyOf(spots);
  }

  /** An error at {@code path}, or where the nearest section around it stands. */
  public ConfigProblem error(String path, String message) {
    Spot spot = Spot.TOP;
    for (String around = path; !around.isEmpty(); around = parent(around)) {
      Spot found = spots.get(around);
      if (found != null) {
        spot = found;
        break;
      }
    }
    return new ConfigProblem(ConfigProblem.Level.ERROR, spot.line(), spot.column(), path, message);
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }
}
