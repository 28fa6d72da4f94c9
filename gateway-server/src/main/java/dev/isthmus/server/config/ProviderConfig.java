package dev.isthmus.server.config;

import dev.isthmus.core.provider.ForwardConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One account at one cloud or server, in one region.
 *
 * @param endpoint without a trailing slash; for Google the host that serves the location
 * @param apiVersion Azure's; null elsewhere
 * @param google null for other types
 * @param forward which of callers' headers go on to it
 * @param allowPrivate whether the connected address may be a private or loopback one
 */
public record ProviderConfig(
    String name,
    ProviderType type,
    URI endpoint,
    Place place,
    @Nullable String apiVersion,
    @Nullable Google google,
    CredentialConfig credential,
    ForwardConfig forward,
    boolean allowPrivate) {
  public ProviderConfig {
    if ((google != null) != type.google()) {
      throw new IllegalArgumentException(
          "project: does not fit type " + type + " (expected: only for vertex and gemini)");
    }
    if ((apiVersion != null) != (type == ProviderType.AZURE)) {
      throw new IllegalArgumentException(
          "api_version: does not fit type " + type + " (expected: only for azure)");
    }
  }

  /** Where data goes; null: not stated, so no constraint on it can hold. */
  public record Place(@Nullable String region, @Nullable String dataZone) {}

  /** Whose account at Google, and where. */
  public record Google(String project, String location) {}
}
