package dev.isthmus.server;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks the classes of one root package against a table of who may use whom.
 *
 * <p>Shape: a row is a package and its folders. A row sees itself, what it names, and {@code
 * always}; a folder sees its row's root but no sibling folder, unless the row names that folder.
 */
final class Layers {

  /** What one row may use: rows or folders of ours, and names of third parties. */
  record Row(Set<String> ours, Set<String> libraries) {}

  private final String root;
  private final Map<String, Row> table;
  private final Map<String, List<String>> packagesOfLibraries;
  private final Set<String> always;

  Layers(String root, Map<String, Row> table, Map<String, List<String>> packagesOfLibraries) {
    this.root = root + ".";
    this.table = table;
    this.packagesOfLibraries = packagesOfLibraries;
    this.always = Set.of("core.call");
  }

  /** One line per pair of classes that the table forbids, sorted; empty where all is well. */
  List<String> violations(JavaClasses classes) {
    var found = new TreeSet<String>();
    for (JavaClass origin : classes) {
      if (!origin.getPackageName().startsWith(root)) {
        continue;
      }
      String row = rowOf(ours(origin));
      if (row == null) {
        found.add(origin.getPackageName() + ": no row of the table holds this package");
        continue;
      }
      for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (!target.isPrimitive() && !allowed(origin, row, target)) {
          found.add(origin.getName() + " uses " + target.getName() + ": not in the row of " + row);
        }
      }
    }
    return List.copyOf(found);
  }

  private boolean allowed(JavaClass origin, String row, JavaClass target) {
    Row may = table.getOrDefault(row, new Row(Set.of(), Set.of()));
    if (!target.getPackageName().startsWith(root)) {
      return libraryAllowed(may, target.getPackageName());
    }
    String from = ours(origin);
    String to = ours(target);
    if (always.contains(to) || inside(to, from) || may.ours().contains("*")) {
      return true;
    }
    if (inside(to, row)) {
      boolean towardsRoot = to.equals(row);
      boolean fromRoot = from.equals(row);
      return towardsRoot || fromRoot || sameFolder(row, from, to) || named(may, to);
    }
    return named(may, to) || configOf(may, target);
  }

  /** A row that names {@code Config} may use each package's configuration record. */
  private static boolean configOf(Row may, JavaClass target) {
    return may.ours().contains("Config") && target.getSimpleName().endsWith("Config");
  }

  private static boolean named(Row may, String to) {
    return may.ours().stream().anyMatch(name -> inside(to, name));
  }

  private static boolean sameFolder(String row, String from, String to) {
    return folder(row, from).equals(folder(row, to));
  }

  private static String folder(String row, String name) {
    String rest = name.substring(Math.min(name.length(), row.length() + 1));
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  private boolean libraryAllowed(Row may, String target) {
    if (inside(target, "java") || inside(target, "javax") || inside(target, "com.sun.management")) {
      return true;
    }
    if (target.equals("org.jspecify.annotations") || target.equals("org.slf4j")) {
      return true;
    }
    return may.libraries().stream()
        .flatMap(library -> packagesOfLibraries.getOrDefault(library, List.of()).stream())
        .anyMatch(prefix -> inside(target, prefix));
  }

  private @Nullable String rowOf(String name) {
    var holding = new ArrayList<String>();
    for (String row : table.keySet()) {
      if (inside(name, row)) {
        holding.add(row);
      }
    }
    return holding.isEmpty() ? null : holding.get(0);
  }

  private String ours(JavaClass type) {
    return type.getPackageName().substring(root.length());
  }

  private static boolean inside(String name, String prefix) {
    return name.equals(prefix) || name.startsWith(prefix + ".");
  }
}
