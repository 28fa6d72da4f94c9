package dev.isthmus.server.config;

import dev.isthmus.core.provider.ForwardConfig;
import dev.isthmus.core.provider.ProviderKind;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One account at one cloud or server, in one region.
 *
 * @param endpoint without a trailing slash
 * @param settings what this kind of provider wants to be told, fallbacks included
 * @param forward which of callers' headers go on to it
 * @param allowPrivate whether the connected address may be a private or loopback one
 */
public record ProviderConfig(
    String name,
    ProviderKind kind,
    URI endpoint,
    Place place,
    Map<String, String> settings,
    CredentialConfig credential,
    ForwardConfig forward,
    boolean allowPrivate) {

  public ProviderConfig {
    settings = Map.copyOf(settings);
  }

  /** What configuration calls its kind. */
  public String type() {
    return kind.type();
  }

  /** Where data goes; null: not stated, so no constraint on it can hold. */
  public record Place(@Nullable String region, @Nullable String dataZone) {}
}
