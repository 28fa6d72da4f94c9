package dev.isthmus.server.boot;

import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Authenticator;
import dev.isthmus.core.provider.Endpoint;
import dev.isthmus.core.provider.Wire;
import dev.isthmus.core.route.Deployment;
import dev.isthmus.core.route.RouteTable;
import dev.isthmus.core.signal.EngineLimits;
import dev.isthmus.server.config.DeploymentConfig;
import dev.isthmus.server.config.DeploymentConfig.ProbeConfig;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.probe.ProbeTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which engines are asked how busy they are. Threads: any; no state. */
final class Engines {
  private Engines() {}

  /** Those of the deployments in {@code routes} that {@code config} says are to be asked. */
  static List<ProbeTarget> of(GatewayConfig config, RouteTable routes) {
    Map<String, DeploymentConfig> byName = new HashMap<>();
    config.models().forEach(one -> one.deployments().forEach(it -> byName.put(it.name(), it)));
    return routes.deployments().stream()
        .flatMap(one -> target(one, byName.get(one.name())).stream())
        .toList();
  }

  private static List<ProbeTarget> target(
      Deployment deployment, @Nullable DeploymentConfig config) {
    ProbeConfig probe = config == null ? null : config.probe();
    if (config == null || probe == null) {
      return List.of();
    }
    Endpoint home = deployment.provider().endpoint();
    Address address = Address.of(probe.metrics(), home.address().allowPrivate());
    boolean same = home.wire() == Wire.HTTP && address.equals(home.address());
    return List.of(
        new ProbeTarget(
            deployment.id(),
            address,
            path(probe),
            same ? deployment.provider().authenticator() : Authenticator.NONE,
            config.model(),
            probe.every(),
            new EngineLimits(
                probe.fullQueue(), probe.fullKv(), ProbeTarget.holdsNanos(probe.every()))));
  }

  private static String path(ProbeConfig probe) {
    String path = probe.metrics().getRawPath();
    return path.isEmpty() ? "/" : path;
  }
}
