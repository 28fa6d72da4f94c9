package dev.isthmus.load.deploy;

import dev.isthmus.load.acceptance.SdkCertificate;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.GatewayConfig;
import dev.isthmus.server.config.LoadResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The gateway's configuration as the pod of some manifests would read it: the files of the
 * configuration map, and beside them the secrets where they are mounted, with values made up.
 */
record ShippedConfig(GatewayConfig gateway) {
  /** What callers that are left are told has this long to leave. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private static final String MADE_UP = "made-up-for-a-test-0123456789";

  static ShippedConfig of(Manifests manifests) throws Exception {
    Path folder = Files.createTempDirectory("isthmus-mounted-");
    try {
      for (Map.Entry<String, String> file : manifests.one(ConfigMap.class).getData().entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
      SdkCertificate certificate = new SdkCertificate();
      for (VolumeProjection source : sources(manifests)) {
        if (source.getSecret() != null) {
          for (KeyToPath item : source.getSecret().getItems()) {
            Path file = folder.resolve(item.getPath());
            Files.createDirectories(file.getParent());
            Files.writeString(file, value(item.getKey(), certificate));
          }
        }
      }
      return at(folder.resolve("gateway.yaml"), Map.of());
    } finally {
      delete(folder);
    }
  }

  private static Iterable<VolumeProjection> sources(Manifests manifests) {
    return manifests.one(Deployment.class).getSpec().getTemplate().getSpec().getVolumes().stream()
        .flatMap(volume -> volume.getProjected().getSources().stream())
        .toList();
  }

  private static String value(String key, SdkCertificate certificate) throws Exception {
    return switch (key) {
      case "tls.crt" -> certificate.certificatePem();
      case "tls.key" -> certificate.keyPem();
      default -> MADE_UP;
    };
  }

  /** The configuration in {@code file}, and the files beside it. */
  static ShippedConfig at(Path file, Map<String, String> environment) throws IOException {
    LoadResult result = new ConfigLoader(environment).load(file);
    if (result instanceof LoadResult.Loaded loaded) {
      return new ShippedConfig(loaded.config());
    }
    throw new IOException(((LoadResult.Refused) result).problems().toString());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** The longest that one call may take, on any route. */
  Duration longestCall() {
    return gateway.models().stream()
        .map(model -> gateway.route(model.name()).deadlines().total())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** How long calls may take to end after the gateway takes no more. */
  Duration drain() {
    return gateway.limits().drain().grace();
  }

  /** From SIGTERM to the end at the latest. */
  Duration untilEnd() {
    return gateway.limits().drain().delay().plus(drain()).plus(LAST_WORDS);
  }
}
