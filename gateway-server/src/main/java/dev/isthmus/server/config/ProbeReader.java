package dev.isthmus.server.config;

import dev.isthmus.server.config.DeploymentConfig.ProbeConfig;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code models.NAME.deployments[].probe}. */
final class ProbeReader {
  private static final int MOST_WAITING = 100_000;
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~/-]{0,255}");

  private ProbeReader() {}

  /** Null where the section is absent, or says what cannot be. */
  static @Nullable ProbeConfig read(Section deployment, @Nullable ProviderConfig provider) {
    if (!deployment.has("probe")) {
      return null;
    }
    Section section = deployment.section("probe", Keys.PROBE);
    URI metrics = section.get("metrics", place(provider));
    var every = section.get("every", Formats.duration());
    int queue = section.get("full_queue", Formats.integer(1, MOST_WAITING));
    double kv = section.get("full_kv", Formats.number(false));
    return section.make(() -> new ProbeConfig(metrics, every, queue, kv));
  }

  /**
   * A path is at the provider's own address. A URL may be in clear text, because no credential goes
   * to another address than the provider's own.
   */
  private static Format<URI> place(@Nullable ProviderConfig provider) {
    Format<URI> url = new UrlRules(provider != null && provider.allowPrivate(), true).format();
    URI home = provider == null ? url.placeholder() : provider.endpoint();
    return new Format<>(
        "a path such as /metrics, or a URL",
        text -> text.startsWith("/") ? at(home, text) : url.parse().apply(text),
        url.placeholder(),
        Format.Privacy.SILENT);
  }

  private static URI at(URI home, String path) {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException("");
    }
    return URI.create(home.getScheme() + "://" + home.getRawAuthority() + path);
  }
}
