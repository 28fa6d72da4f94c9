package dev.isthmus.server.config;

import java.util.HashMap;
import java.util.Map;

/** Checks of what a route leaves to choose from: neither nothing nor too much. */
final class Candidates {

  /** What one decision has room for. */
  private static final int MOST = 64;

  private Candidates() {}

  static void check(GatewayConfig config, Reading reading) {
    Map<String, ProviderConfig> providers = new HashMap<>();
    config.providers().forEach(one -> providers.put(one.name(), one));
    Map<String, ModelConfig> models = new HashMap<>();
    config.models().forEach(one -> models.put(one.name(), one));
    for (RouteConfig route : config.routes()) {
      int all = 0;
      int allowed = 0;
      for (ModelConfig model : models.values()) {
        if (model.name().equals(route.model()) || route.substitutes().contains(model.name())) {
          for (DeploymentConfig deployment : model.deployments()) {
            ProviderConfig provider = providers.get(deployment.provider());
            all++;
            allowed += provider == null || route.only().allows(provider) ? 1 : 0;
          }
        }
      }
      report(route, all, allowed, reading);
    }
  }

  private static void report(RouteConfig route, int all, int allowed, Reading reading) {
    Spot stated = reading.names().where(Names.Kind.ROUTE, route.model());
    Spot model = reading.names().where(Names.Kind.MODEL, route.model());
    Spot spot = stated != null ? stated : model != null ? model : Spot.TOP;
    String path = (stated != null ? "routes." : "models.") + route.model();
    if (all > MOST) {
      String message =
          all + " deployments with those of substitutes (expected: " + MOST + " at most)";
      reading.problems().error(spot, path, message);
    }
    if (all > 0 && allowed == 0) {
      String message = "leaves no deployment: every call will be refused";
      reading.problems().warn(spot, path + ".only", message);
    }
  }
}
