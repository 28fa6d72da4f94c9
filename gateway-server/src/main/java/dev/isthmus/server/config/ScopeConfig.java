package dev.isthmus.server.config;

import java.util.Set;

/** Where calls may go: an empty set allows all, several sets hold together. */
public record ScopeConfig(Set<String> regions, Set<String> dataZones, Set<String> providers) {

  /** Anywhere. */
  static final ScopeConfig ANYWHERE = new ScopeConfig(Set.of(), Set.of(), Set.of());

  public ScopeConfig {
    regions = Set.copyOf(regions);
    dataZones = Set.copyOf(dataZones);
    providers = Set.copyOf(providers);
  }

  /** Whether {@code provider} lies within; a place that is not stated lies within no constraint. */
  public boolean allows(ProviderConfig provider) {
    String region = provider.place().region();
    String zone = provider.place().dataZone();
    return (regions.isEmpty() || (region != null && regions.contains(region)))
        && (dataZones.isEmpty() || (zone != null && dataZones.contains(zone)))
        && (providers.isEmpty() || providers.contains(provider.name()));
  }
}
