package dev.isthmus.server.config;

import dev.isthmus.core.provider.ForwardConfig;
import dev.isthmus.server.config.ProviderConfig.Google;
import dev.isthmus.server.config.ProviderConfig.Place;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code providers}. */
final class ProviderReader {

  private static final URI OPENAI = URI.create("https://api.openai.com/v1");
  private static final URI UNKNOWN = URI.create("https://unknown.invalid");

  /** Google's names of projects and locations: they become parts of hosts and paths. */
  private static final Format<String> GOOGLE_NAME =
      Format.open(
          "lower-case letters, digits, '-', ':' and '.'",
          text -> {
            if (!text.matches("[a-z0-9]([a-z0-9:.-]{0,98}[a-z0-9])?")) {
              throw new IllegalArgumentException("");
            }
            return text;
          },
          "unknown");

  private static final Format<String> HEADER =
      Format.open(
          "a lower-case header, such as traceparent or x-team-*",
          text -> {
            if (!text.matches("[a-z0-9][a-z0-9-]{1,62}\\*?")) {
              throw new IllegalArgumentException("");
            }
            return text;
          },
          "x-unknown");

  private ProviderReader() {}

  static List<ProviderConfig> read(Section root) {
    var providers = new ArrayList<ProviderConfig>();
    root.named("providers", Keys.PROVIDER)
        .forEach(
            (name, section) -> {
              section.reading().names().declare(Names.Kind.PROVIDER, name, section.spot("type"));
              ProviderConfig provider = provider(name, section);
              if (provider != null) {
                providers.add(provider);
              }
            });
    return providers;
  }

  private static @Nullable ProviderConfig provider(String name, Section section) {
    ProviderType type = section.get("type", Formats.choice(ProviderType.class));
    boolean known = typeKnown(section);
    Google google = google(type, known, section);
    Place place = place(google, section);
    boolean allowPrivate = section.get("allow_private", Formats.FLAG);
    URI endpoint = endpoint(type, google, section);
    String apiVersion = apiVersion(type, known, section);
    CredentialConfig credential = CredentialReader.read(known ? type : null, section);
    List<String> forward = List.copyOf(section.set("forward_headers", HEADER));
    if (!known || credential == null) {
      return null;
    }
    return section.make(
        () ->
            new ProviderConfig(
                name,
                type,
                endpoint,
                place,
                apiVersion,
                google,
                credential,
                new ForwardConfig(forward),
                allowPrivate));
  }

  /** Whether the type can be relied on: after a wrong one, rules that depend on it say nothing. */
  private static boolean typeKnown(Section section) {
    Value value = section.value("type");
    if (value == null) {
      return false;
    }
    for (ProviderType type : ProviderType.values()) {
      if (value.text().equalsIgnoreCase(type.name())) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Google google(ProviderType type, boolean known, Section section) {
    if (!known) {
      section.find("project", GOOGLE_NAME);
      section.find("location", GOOGLE_NAME);
      return null;
    }
    if (!type.google()) {
      refuse("project", "only for vertex and gemini", section);
      refuse("location", "only for vertex and gemini", section);
      return null;
    }
    return new Google(demand("project", section), demand("location", section));
  }

  private static String demand(String key, Section section) {
    String found = section.find(key, GOOGLE_NAME);
    if (found == null) {
      section.error(key, "is missing (expected: required for vertex and gemini)");
      return GOOGLE_NAME.placeholder();
    }
    return found;
  }

  private static void refuse(String key, String why, Section section) {
    if (section.has(key)) {
      section.error(key, "does not fit the provider's type (expected: " + why + ")");
    }
  }

  private static Place place(@Nullable Google google, Section section) {
    String region = section.find("region", Formats.NAMES);
    if (region == null && google != null) {
      region = google.location();
    }
    String zone = section.find("data_zone", Formats.NAMES);
    Names names = section.reading().names();
    if (region != null) {
      names.declare(Names.Kind.REGION, region, section.spot("region"));
    }
    if (zone != null) {
      names.declare(Names.Kind.DATA_ZONE, zone, section.spot("data_zone"));
    }
    return new Place(region, zone);
  }

  private static @Nullable String apiVersion(ProviderType type, boolean known, Section section) {
    if (known && type != ProviderType.AZURE) {
      refuse("api_version", "only for azure", section);
      return null;
    }
    String found = section.find("api_version", Formats.API_VERSION);
    return found == null ? "v1" : found;
  }

  private static URI endpoint(ProviderType type, @Nullable Google google, Section section) {
    var rules =
        new UrlRules(
            section.get("allow_private", Formats.FLAG),
            section.get("unsafe_plaintext", Formats.FLAG));
    URI found = section.find("endpoint", rules.format());
    if (found == null) {
      return fallback(type, google, section);
    }
    if (type == ProviderType.AZURE && found.getRawPath().contains("/openai")) {
      section.error("endpoint", "holds Azure's path (expected: only up to before /openai)");
    }
    return found;
  }

  private static URI fallback(ProviderType type, @Nullable Google google, Section section) {
    if (google != null) {
      return switch (google.location()) {
        case "global" -> URI.create("https://aiplatform.googleapis.com");
        case "us", "eu" ->
            URI.create("https://aiplatform." + google.location() + ".rep.googleapis.com");
        default -> URI.create("https://" + google.location() + "-aiplatform.googleapis.com");
      };
    }
    if (type == ProviderType.OPENAI) {
      return OPENAI;
    }
    if (typeKnown(section)) {
      section.error("endpoint", "is missing (expected: a URL such as https://host/path)");
    }
    return UNKNOWN;
  }
}
