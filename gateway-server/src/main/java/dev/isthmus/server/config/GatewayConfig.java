package dev.isthmus.server.config;

import java.util.List;

/**
 * A whole configuration, checked: every name that is referred to exists.
 *
 * @param routes one for each model, in the models' order
 * @param version names the file's bytes; secrets that it refers to are no part of it
 */
public record GatewayConfig(
    String version,
    List<ListenerConfig> listeners,
    AdminConfig admin,
    LimitsConfig limits,
    DecisionsConfig decisions,
    List<ProviderConfig> providers,
    List<ModelConfig> models,
    List<RouteConfig> routes,
    List<CallerConfig> callers) {
  public GatewayConfig {
    listeners = List.copyOf(listeners);
    providers = List.copyOf(providers);
    models = List.copyOf(models);
    routes = List.copyOf(routes);
    callers = List.copyOf(callers);
  }

  /**
   * The provider of that name.
   *
   * @throws IllegalArgumentException where there is none
   */
  public ProviderConfig provider(String name) {
    return providers.stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("provider: '" + name + "' is unknown"));
  }

  /**
   * The route of that model.
   *
   * @throws IllegalArgumentException where there is none
   */
  public RouteConfig route(String model) {
    return routes.stream()
        .filter(route -> route.model().equals(model))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("model: '" + model + "' is unknown"));
  }
}
