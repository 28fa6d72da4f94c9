package dev.isthmus.server.config;

import java.util.List;

/** What callers name in {@code model}: deployments of the same weights. */
public record ModelConfig(String name, List<DeploymentConfig> deployments) {
  public ModelConfig {
    deployments = List.copyOf(deployments);
  }
}
