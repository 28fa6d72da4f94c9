package dev.isthmus.server.config;

import dev.isthmus.core.provider.ForwardConfig;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.ProviderKinds;
import dev.isthmus.core.provider.Setting;
import dev.isthmus.server.config.ProviderConfig.Place;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code providers}. */
final class ProviderReader {

  private static final URI UNKNOWN = URI.create("https://unknown.invalid");

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

  private static final Format<String> TYPE = Formats.oneOf(ProviderKinds.types());

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
    ProviderKind kind = ProviderKinds.named(section.get("type", TYPE));
    Map<String, String> settings = settings(kind, section);
    Place place = place(kind, settings, section);
    boolean allowPrivate = section.get("allow_private", Formats.FLAG);
    URI endpoint = endpoint(kind, settings, section);
    CredentialConfig credential = CredentialReader.read(kind, section);
    List<String> forward = List.copyOf(section.set("forward_headers", HEADER));
    if (kind == null || credential == null) {
      return null;
    }
    return section.make(
        () ->
            new ProviderConfig(
                name,
                kind,
                endpoint,
                place,
                settings,
                credential,
                ForwardConfig.of(forward),
                allowPrivate));
  }

  /** After a wrong type, rules that depend on it say nothing. */
  private static Map<String, String> settings(@Nullable ProviderKind kind, Section section) {
    Map<String, String> settings = new HashMap<>();
    for (Setting setting : ProviderKinds.settings()) {
      Setting own = kind == null ? null : own(kind, setting.name());
      String value = section.find(setting.name(), format(own == null ? setting : own));
      if (own != null) {
        put(own, value, settings, section);
      } else if (kind != null && value != null) {
        String types = String.join(" and ", ProviderKinds.with(setting.name()));
        section.error(
            setting.name(), "does not fit the provider's type (expected: only for " + types + ")");
      }
    }
    return settings;
  }

  private static void put(
      Setting own, @Nullable String value, Map<String, String> settings, Section section) {
    if (value != null) {
      settings.put(own.name(), value);
    } else if (own.required()) {
      String types = String.join(" and ", ProviderKinds.with(own.name()));
      section.error(
          own.name(), "is missing (expected: " + own.expected() + ", required for " + types + ")");
    } else if (!own.fallback().isEmpty()) {
      settings.put(own.name(), own.fallback());
    }
  }

  private static @Nullable Setting own(ProviderKind kind, String name) {
    return kind.settings().stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
  }

  private static Format<String> format(Setting setting) {
    return Format.open(
        setting.expected(),
        text -> {
          if (!setting.pattern().matcher(text).matches()) {
            throw new IllegalArgumentException("");
          }
          return text;
        },
        "unknown");
  }

  private static Place place(
      @Nullable ProviderKind kind, Map<String, String> settings, Section section) {
    String region = section.find("region", Formats.NAMES);
    if (region == null && kind != null && kind.regionSetting() != null) {
      region = settings.get(kind.regionSetting());
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

  private static URI endpoint(
      @Nullable ProviderKind kind, Map<String, String> settings, Section section) {
    var rules =
        new UrlRules(
            section.get("allow_private", Formats.FLAG),
            section.get("unsafe_plaintext", Formats.FLAG));
    URI found = section.find("endpoint", rules.format());
    if (kind == null) {
      return found == null ? UNKNOWN : found;
    }
    if (found == null) {
      found = kind.usualEndpoint(settings);
    }
    if (found == null) {
      section.error("endpoint", "is missing (expected: a URL such as https://host/path)");
      return UNKNOWN;
    }
    String problem = kind.endpointProblem(found);
    if (problem != null) {
      section.error("endpoint", problem);
    }
    return found;
  }
}
