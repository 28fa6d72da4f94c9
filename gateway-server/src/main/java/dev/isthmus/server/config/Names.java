package dev.isthmus.server.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names that a file declares and refers to; checked once all of it was read. Threads: one. */
final class Names {

  /** What a name may be the name of. */
  enum Kind {
    LISTENER("listener"),
    PROVIDER("provider"),
    MODEL("model"),
    ROUTE("route"),
    DEPLOYMENT("deployment"),
    CALLER("caller"),
    CALLER_KEY("caller's key"),
    ADMIN("admin"),
    ADMIN_TOKEN("admin's token"),
    REGION("region"),
    DATA_ZONE("data zone");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  private record Reference(Kind kind, String name, Spot spot, String path) {}

  private final Map<Kind, Map<String, Spot>> declared = new EnumMap<>(Kind.class);
  private final Map<Kind, Map<String, String>> tags = new EnumMap<>(Kind.class);
  private final Set<String> used = new HashSet<>();
  private final List<Reference> references = new ArrayList<>();
  private final Problems problems;

  Names(Problems problems) {
    this.problems = problems;
  }

  /** Says that {@code name} exists; a second one of that name is an error. */
  void declareOnce(Kind kind, String name, Spot spot, String path) {
    Spot first = of(kind).putIfAbsent(name, spot);
    if (first != null) {
      String what = kind == Kind.CALLER_KEY || kind == Kind.ADMIN_TOKEN ? "" : " '" + name + "'";
      String message = kind.word + what + " is taken already, in line " + first.line();
      problems.error(spot, path, message);
    }
  }

  /**
   * Says by which short form the ids of stored responses name {@code name}; two names of one kind
   * with the same are an error.
   */
  void declareTag(Kind kind, String tag, String name, Spot spot, String path) {
    String first = tags.computeIfAbsent(kind, any -> new LinkedHashMap<>()).putIfAbsent(tag, name);
    if (first != null && !first.equals(name)) {
      String message =
          "has the same tag in the ids of stored responses as %s '%s' (expected: another name)"
              .formatted(kind.word, first);
      problems.error(spot, path, message);
    }
  }

  /** Says that {@code name} exists, as others may have said before. */
  void declare(Kind kind, String name, Spot spot) {
    of(kind).putIfAbsent(name, spot);
  }

  /** Where {@code name} is declared; null where it is not. */
  @Nullable Spot where(Kind kind, String name) {
    return of(kind).get(name);
  }

  /** Says that something must exist under {@code name}. */
  void refer(Kind kind, String name, Spot spot, String path) {
    references.add(new Reference(kind, name, spot, path));
    used.add(kind + "/" + name);
  }

  /** Reports every reference to what does not exist, and every provider that nothing refers to. */
  void check() {
    for (Reference one : references) {
      Map<String, Spot> known = of(one.kind());
      if (!known.containsKey(one.name())) {
        String near = Suggestion.near(one.name(), known.keySet());
        problems.error(
            one.spot(), one.path(), "unknown " + one.kind().word + " '" + one.name() + "'" + near);
      }
    }
    of(Kind.PROVIDER)
        .forEach(
            (name, spot) -> {
              if (!used.contains(Kind.PROVIDER + "/" + name)) {
                problems.warn(spot, "providers." + name, "no deployment uses this provider");
              }
            });
  }

  private Map<String, Spot> of(Kind kind) {
    return declared.computeIfAbsent(kind, any -> new LinkedHashMap<>());
  }
}
