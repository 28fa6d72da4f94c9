package dev.isthmus.core.provider.vertex;

import dev.isthmus.core.provider.Address;
import dev.isthmus.core.provider.Authenticator;
import dev.isthmus.core.provider.KeyAuth;
import dev.isthmus.core.provider.OpenAiPaths;
import dev.isthmus.core.provider.Setting;
import dev.isthmus.core.provider.SignIn;
import dev.isthmus.core.provider.Site;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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

  /** Google's names of projects and locations: they become parts of hosts and paths. */
  private static final String NAME = "[a-z0-9]([a-z0-9:.-]{0,98}[a-z0-9])?";

  private static final String EXPECTED = "lower-case letters, digits, '-', ':' and '.'";
  static final List<Setting> SETTINGS =
      List.of(
          Setting.required(PROJECT, NAME, EXPECTED, "Whose account at Google."),
          Setting.required(LOCATION, NAME, EXPECTED, "Where Google answers; also the region."));
  static final Set<SignIn> SIGN_INS =
      EnumSet.of(
          SignIn.SERVICE_ACCOUNT,
          SignIn.METADATA,
          SignIn.ADC,
          SignIn.EXTERNAL_ACCOUNT,
          SignIn.TOKEN);

  private final Site site;
  private final URI base;

  VertexSite(Site site) {
    this.site = site;
    URI named = site.endpoint();
    this.base = named == null ? usualEndpoint(site.settings()) : named;
  }

  static URI usualEndpoint(Map<String, String> settings) {
    return URI.create("https://" + host(settings.getOrDefault(LOCATION, "global")));
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
        "credential: missing (expected: service_account, metadata, adc, external_account or token)");
  }

  private static String host(String location) {
    return switch (location) {
      case "global" -> "aiplatform.googleapis.com";
      case "us", "eu" -> "aiplatform." + location + ".rep.googleapis.com";
      default -> location + "-aiplatform.googleapis.com";
    };
  }
}
