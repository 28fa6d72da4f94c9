package dev.isthmus.core.provider.vertex;

import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Authenticator;
import dev.isthmus.core.provider.KeyAuth;
import dev.isthmus.core.provider.OpenAiPaths;
import dev.isthmus.core.provider.Site;
import java.net.URI;
import java.util.Set;

/**
 * Where Vertex AI answers for one project and location, and how it knows us.
 *
 * <p>Source: Vertex AI's list of locations: {@code global} has no prefix, {@code us} and {@code eu}
 * have hosts of their own, all others are a prefix.
 */
final class VertexSite {
  static final String PROJECT = "project";
  static final String LOCATION = "location";
  static final Set<String> SETTINGS = Set.of(PROJECT, LOCATION);

  private final Site site;
  private final URI base;

  VertexSite(Site site) {
    this.site = site;
    this.base = site.endpointOr("https://" + host(site.required(LOCATION)));
  }

  Address address() {
    return Address.of(base, site.allowPrivate());
  }

  /** {@code /v1/projects/…/locations/…}, without a slash at the end. */
  String prefix() {
    return OpenAiPaths.prefix(base)
        + "/v1/projects/"
        + OpenAiPaths.encoded(site.required(PROJECT))
        + "/locations/"
        + OpenAiPaths.encoded(site.required(LOCATION));
  }

  Authenticator authenticator() {
    if (site.credential().token() != null) {
      return KeyAuth.bearer(site.credential().token());
    }
    if (site.credential().key() != null) {
      return KeyAuth.key("x-goog-api-key", site.credential().key());
    }
    throw new IllegalArgumentException(
        "credential: missing (expected: service_account, metadata or api_key)");
  }

  private static String host(String location) {
    return switch (location) {
      case "global" -> "aiplatform.googleapis.com";
      case "us", "eu" -> "aiplatform." + location + ".rep.googleapis.com";
      default -> location + "-aiplatform.googleapis.com";
    };
  }
}
