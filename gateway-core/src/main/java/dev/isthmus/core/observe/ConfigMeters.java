package dev.isthmus.core.observe;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

/**
 * Shows which configuration is in force and how reloads ended. Units: seconds since 1970. Threads:
 * one at a time writes.
 */
public final class ConfigMeters {
  private static final double MILLIS_PER_SECOND = 1e3;

  /** How a reload ended. */
  public enum Result {
    ACCEPTED,
    REFUSED,
    UNCHANGED
  }

  private final Gauge info;
  private final Gauge weights;
  private final Gauge patches;
  private final Gauge good;
  private final Gauge lastSeconds;
  private final Counter reloads;

  ConfigMeters(CollectorRegistry registry) {
    info =
        Gauge.build("isthmus_configuration_info", "1, and the version of what is in force")
            .labelNames("version")
            .register(registry);
    weights =
        Gauge.build("isthmus_route_weight", "What a route's objective weighs, tried or configured")
            .labelNames("route", "weight")
            .register(registry);
    patches =
        Gauge.build("isthmus_configuration_patches", "Changes being tried until the next reload")
            .register(registry);
    good =
        Gauge.build(
                "isthmus_configuration_last_reload_successful",
                "1 where the file is in force, 0 where it was refused and the old one serves on")
            .register(registry);
    lastSeconds =
        Gauge.build(
                "isthmus_configuration_last_reload_timestamp_seconds",
                "When a file was last accepted or refused")
            .labelNames("result")
            .register(registry);
    reloads =
        Counter.build("isthmus_configuration_reloads_total", "Reloads, by how they ended")
            .labelNames("result", "trigger")
            .register(registry);
  }

  /** {@code version} is in force now, with so many patches on it; all weights are told anew. */
  public void inForce(String version, int patchCount) {
    info.clear();
    info.labels(version).set(1);
    patches.set(patchCount);
    weights.clear();
  }

  public void weight(String route, String weight, double value) {
    weights.labels(route, weight).set(value);
  }

  /**
   * A reload ended.
   *
   * @param result accepted, refused, or unchanged: which is good, and no change
   * @param trigger who asked for it, of a closed set
   */
  public void reloaded(Result result, String trigger, long atMillis) {
    reloads.labels(Meters.lower(result), trigger).inc();
    good.set(result == Result.REFUSED ? 0 : 1);
    if (result != Result.UNCHANGED) {
      lastSeconds.labels(Meters.lower(result)).set(atMillis / MILLIS_PER_SECOND);
    }
  }
}
