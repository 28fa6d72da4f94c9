package dev.isthmus.load.acceptance;

import dev.isthmus.core.call.Capability;
import dev.isthmus.core.dialect.anthropic.ClaudeSide;
import dev.isthmus.core.dialect.converse.ConverseSide;
import dev.isthmus.core.dialect.gemini.GeminiSide;
import dev.isthmus.core.dialect.openai.ChatSide;
import dev.isthmus.core.dialect.turn.Carriage;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.ProviderSide;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.ProviderKinds;
import dev.isthmus.core.provider.Site;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the gateway itself says that a backend can and cannot, in its own declarations. */
final class Declared {
  private static final List<ProviderSide> SIDES =
      List.of(
          new ChatSide(true),
          new ClaudeSide(ClaudeSide.Form.DIRECT),
          new ClaudeSide(ClaudeSide.Form.VERTEX),
          new GeminiSide(),
          new ConverseSide());
  private static final Map<String, String> SETTINGS =
      Map.of("project", "p", "location", "europe-west4", "aws_region", "eu-central-1");

  private Declared() {}

  /** What becomes of {@code feature} on its way to {@code backend} in the provider's dialect. */
  static Carriage carriage(SdkBackend backend, Feature feature) {
    return side(backend)
        .carriage(backend.deployment("chat"))
        .getOrDefault(feature, Carriage.CARRIED);
  }

  /** Whether {@code feature} arrives there, in whatever words. */
  static boolean carries(SdkBackend backend, Feature feature) {
    Carriage carriage = carriage(backend, feature);
    return carriage == Carriage.CARRIED || carriage == Carriage.ADAPTED;
  }

  /** What a deployment there can. */
  static Set<Capability> capabilities(SdkBackend backend) {
    return kind(backend).capabilities();
  }

  /** The dialect that is spoken there. */
  static String dialect(SdkBackend backend) {
    Site site =
        new Site(
            backend.deployment("chat"),
            URI.create("https://provider.example"),
            null,
            SETTINGS,
            credential(backend),
            false,
            true,
            InstantSource.system());
    return kind(backend).at(site).codec().side();
  }

  private static Site.Credential credential(SdkBackend backend) {
    return backend.place() == SdkBackend.Place.VERTEX
        ? Site.Credential.ofToken(() -> "token")
        : Site.Credential.ofKey(() -> "key");
  }

  private static ProviderKind kind(SdkBackend backend) {
    return Objects.requireNonNull(ProviderKinds.named(backend.type()));
  }

  private static ProviderSide side(SdkBackend backend) {
    String name = dialect(backend);
    return SIDES.stream().filter(side -> side.name().equals(name)).findFirst().orElseThrow();
  }
}
