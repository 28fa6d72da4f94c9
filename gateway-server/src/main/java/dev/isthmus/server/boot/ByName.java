package dev.isthmus.server.boot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Things that outlive the configuration which named them. One whose name is gone waits for it to
 * come back; of those, only the latest {@code mostAbsent} are kept.
 *
 * <p>Threads: one at a time.
 */
final class ByName<T> {
  private final int mostAbsent;

  /** Those that were absent longest come first. */
  private final Map<String, T> all = new LinkedHashMap<>();

  ByName(int mostAbsent) {
    this.mostAbsent = mostAbsent;
  }

  /** What goes by {@code name}, made now if it is new. */
  T get(String name, Function<String, T> maker) {
    return all.computeIfAbsent(name, maker);
  }

  /** Only {@code present} are named now. Returns the names of what was forgotten for good. */
  List<String> keep(Set<String> present) {
    for (String name : present) {
      T moved = all.remove(name);
      if (moved != null) {
        all.put(name, moved);
      }
    }
    List<String> forgotten = new ArrayList<>();
    for (String name : all.keySet()) {
      if (all.size() - present.size() - forgotten.size() <= mostAbsent) {
        break;
      }
      forgotten.add(name);
    }
    forgotten.forEach(all::remove);
    return forgotten;
  }

  int size() {
    return all.size();
  }
}
