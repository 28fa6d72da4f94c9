package dev.isthmus.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code routes}. */
final class RouteReader {

  private RouteReader() {}

  /** One route for each of {@code models}, from the file or by default. */
  static List<RouteConfig> read(Section root, List<ModelConfig> models) {
    Map<String, RouteConfig> stated = new HashMap<>();
    Map<String, Section> sections =
        root.has("routes") ? root.named("routes", Keys.ROUTE) : Map.of();
    sections.forEach(
        (model, section) -> {
          Names names = section.reading().names();
          names.declare(Names.Kind.ROUTE, model, section.place());
          names.refer(Names.Kind.MODEL, model, section.place(), section.path());
          RouteConfig route = route(model, section);
          if (route != null) {
            stated.put(model, route);
          }
        });
    var routes = new ArrayList<RouteConfig>();
    for (ModelConfig model : models) {
      RouteConfig route = stated.get(model.name());
      routes.add(route == null ? RouteConfig.standard(model.name()) : route);
    }
    return routes;
  }

  /** Reads an {@code only} section, of a route or of a caller. */
  static ScopeConfig scope(Section section) {
    Section only = section.section("only", Keys.ONLY);
    return new ScopeConfig(
        only.references("regions", Names.Kind.REGION),
        only.references("data_zones", Names.Kind.DATA_ZONE),
        only.references("providers", Names.Kind.PROVIDER));
  }

  private static @Nullable RouteConfig route(String model, Section section) {
    ObjectiveConfig objective = objective(section);
    Set<String> substitutes = section.references("substitutes", Names.Kind.MODEL);
    ScopeConfig only = scope(section);
    DeadlinesConfig deadlines = deadlines(section.section("deadlines", Keys.DEADLINES));
    RouteConfig.Habits habits = habits(section);
    return objective == null || deadlines == null
        ? null
        : section.make(
            () ->
                new RouteConfig(
                    model, objective, List.copyOf(substitutes), only, deadlines, habits));
  }

  private static RouteConfig.Habits habits(Section section) {
    return new RouteConfig.Habits(
        section.get("retry_unanswered", Formats.FLAG),
        section.get("strict_priority", Formats.FLAG),
        section.get("untranslatable", Formats.choice(RouteConfig.Untranslatable.class)),
        section.has("hedge") ? hedge(section.section("hedge", Keys.HEDGE)) : null,
        section.has("shadow") ? shadow(section.section("shadow", Keys.SHADOW)) : null);
  }

  private static @Nullable HedgeConfig hedge(Section section) {
    double quantile = section.get("after", Formats.quantile());
    Duration least = section.get("least", Formats.durationOrZero());
    double calls = section.get("calls", Formats.number(true));
    double spend = section.get("spend", Formats.number(true));
    return section.make(() -> new HedgeConfig(quantile, least, calls, spend));
  }

  private static @Nullable ObjectiveConfig shadow(Section section) {
    if (!section.has("objective")) {
      section.needed("objective", Formats.TEXT);
      return null;
    }
    return objective(section);
  }

  private static @Nullable ObjectiveConfig objective(Section section) {
    Value value = section.value("objective");
    if (value == null) {
      return ObjectiveConfig.interactive();
    }
    if (!value.scalar()) {
      return custom(section.section("objective", Keys.OBJECTIVE));
    }
    ObjectiveConfig preset = ObjectiveConfig.preset(value.text());
    if (preset == null) {
      String near = Suggestion.near(value.text(), ObjectiveConfig.presets());
      value.error("unknown objective" + near + " (expected: a preset or a section)");
    }
    return preset;
  }

  private static @Nullable ObjectiveConfig custom(Section section) {
    Format<Double> weight = Formats.number(true);
    double cost = section.get("cost", weight);
    double firstTokenSecond = section.get("first_token_second", weight);
    double totalSecond = section.get("total_second", weight);
    double failure = section.get("failure", Formats.number(false));
    return section.make(
        () -> new ObjectiveConfig("custom", cost, firstTokenSecond, totalSecond, failure));
  }

  private static @Nullable DeadlinesConfig deadlines(Section section) {
    Format<Duration> duration = Formats.duration();
    Duration connect = section.get("connect", duration);
    Duration firstContent = section.get("first_content", duration);
    Duration idle = section.get("idle", duration);
    Duration total = section.get("total", duration);
    Duration rest = section.get("wait", Formats.durationOrZero());
    return section.make(() -> new DeadlinesConfig(connect, firstContent, idle, total, rest));
  }
}
