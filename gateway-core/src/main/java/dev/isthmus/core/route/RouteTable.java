package dev.isthmus.core.route;

import dev.isthmus.core.call.ResponseTag;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All routes of one version of the configuration; immutable. Threads: any. */
public final class RouteTable {
  private final Map<String, Route> routes;
  private final Map<String, Deployment> byTag;
  private final List<Deployment> deployments;
  private final String version;

  public RouteTable(List<Route> routes, List<Deployment> deployments, String version) {
    Map<String, Route> byName = new TreeMap<>();
    routes.forEach(route -> byName.put(route.name(), route));
    this.routes = Map.copyOf(byName);
    this.deployments = List.copyOf(deployments);
    this.byTag =
        deployments.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    one -> ResponseTag.ofDeployment(one.name()),
                    Function.identity(),
                    (one, other) -> one));
    this.version = version;
  }

  /** This table with {@code other} in place of the route of its name, under another version. */
  public RouteTable with(Route other, String otherVersion) {
    Map<String, Route> changed = new TreeMap<>(routes);
    changed.put(other.name(), other);
    return new RouteTable(List.copyOf(changed.values()), deployments, otherVersion);
  }

  /** The route that serves {@code model}, or null. */
  public @Nullable Route route(String model) {
    return routes.get(model);
  }

  /** The deployment of that name, or null. */
  public @Nullable Deployment deployment(String name) {
    for (Deployment one : deployments) {
      if (one.name().equals(name)) {
        return one;
      }
    }
    return null;
  }

  /** The deployment that {@code tag} names in the ids of what it stores, or null. */
  public @Nullable Deployment tagged(String tag) {
    return byTag.get(tag);
  }

  /** All routes, by name. */
  public List<Route> routes() {
    return List.copyOf(new TreeMap<>(routes).values());
  }

  /** All deployments, in the order of the configuration. */
  public List<Deployment> deployments() {
    return deployments;
  }

  /** Names the configuration that this table was made from. */
  public String version() {
    return version;
  }
}
