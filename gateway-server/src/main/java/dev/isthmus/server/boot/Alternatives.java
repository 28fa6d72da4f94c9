package dev.isthmus.server.boot;

import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.whatif.Alternative;
import dev.isthmus.server.config.DeploymentConfig;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.config.ModelConfig;
import dev.isthmus.server.config.ProviderConfig;
import dev.isthmus.server.config.RouteConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** The policies that a configuration amounts to, without a gateway that runs on it. */
final class Alternatives {
  private Alternatives() {}

  /** By route. */
  static Map<String, Alternative> of(GatewayConfig config) {
    Map<String, Alternative> alternatives = new LinkedHashMap<>();
    for (RouteConfig route : config.routes()) {
      Map<String, Alternative.Option> options = new LinkedHashMap<>();
      for (ModelConfig model : config.models()) {
        if (model.name().equals(route.model()) || route.substitutes().contains(model.name())) {
          model.deployments().forEach(one -> options.put(one.name(), option(config, one)));
        }
      }
      alternatives.put(
          route.model(),
          new Alternative(
              Assembly.objective(route.objective()),
              route.habits().strictPriority(),
              Assembly.scope(route.only()),
              options));
    }
    return alternatives;
  }

  private static Alternative.Option option(GatewayConfig config, DeploymentConfig deployment) {
    ProviderConfig provider = config.provider(deployment.provider());
    Long granted = deployment.limits().tokensPerMinute();
    return new Alternative.Option(
        new Deployment.Place(
            provider.name(), provider.place().region(), provider.place().dataZone()),
        Assembly.tier(deployment),
        deployment.standing().priority(),
        Assembly.prices(deployment.price()),
        granted == null ? -1 : granted);
  }
}
