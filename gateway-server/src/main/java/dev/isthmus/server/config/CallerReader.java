package dev.isthmus.server.config;

import dev.isthmus.core.call.ResponseTag;
import dev.isthmus.server.config.CallerConfig.CallClass;
import dev.isthmus.server.config.CallerConfig.Expose;
import dev.isthmus.server.config.CallerConfig.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code callers}. */
final class CallerReader {

  private static final long MOST_PER_MINUTE = 1_000_000_000L;
  private static final int MOST_CONCURRENT = 1_000_000;

  private static final String ALL = "*";

  private CallerReader() {}

  static List<CallerConfig> read(Section root) {
    var callers = new ArrayList<CallerConfig>();
    for (Section section : root.sections("callers", Keys.CALLER)) {
      CallerConfig caller = caller(section);
      if (caller != null) {
        callers.add(caller);
      }
    }
    return callers;
  }

  private static @Nullable CallerConfig caller(Section section) {
    String name = name(section);
    String key = HashedKey.read(section, "key", Names.Kind.CALLER_KEY);
    Set<String> models = models(section);
    ScopeConfig only = RouteReader.scope(section);
    var limits =
        new Limits(
            section.find("requests_per_minute", Formats.count(1, MOST_PER_MINUTE)),
            section.find("tokens_per_minute", Formats.count(1, MOST_PER_MINUTE)),
            section.find("concurrent", Formats.integer(1, MOST_CONCURRENT)));
    Expose expose = section.get("expose", Formats.choice(Expose.class));
    CallClass callClass = section.get("class", Formats.choice(CallClass.class));
    return section.make(() -> new CallerConfig(name, key, models, only, limits, expose, callClass));
  }

  private static String name(Section section) {
    String name = section.get("name", Formats.NAMES);
    if (section.has("name") && !name.equals(Formats.NAMES.placeholder())) {
      section
          .reading()
          .names()
          .declareOnce(Names.Kind.CALLER, name, section.spot("name"), section.path() + ".name");
      section
          .reading()
          .names()
          .declareTag(
              Names.Kind.CALLER,
              ResponseTag.ofCaller(name),
              name,
              section.spot("name"),
              section.path() + ".name");
    }
    return name;
  }

  private static Set<String> models(Section section) {
    List<Value> listed = section.filled("models");
    boolean all = listed.stream().anyMatch(value -> value.text().equals(ALL));
    if (all && listed.size() == 1) {
      return Set.of();
    }
    if (all) {
      section.error("models", "has '*' beside names (expected: one or the other)");
      return Set.of();
    }
    return section.references("models", Names.Kind.MODEL);
  }
}
