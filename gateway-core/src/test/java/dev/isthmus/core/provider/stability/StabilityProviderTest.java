package dev.isthmus.core.provider.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.ProviderContract;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StabilityProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new StabilityProvider();
  }

  @Override
  protected Site site() {
    return named("core", site(null, Map.of(), key()));
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    String path = "/v2beta/stable-image/generate/core";
    return Map.of(Operation.IMAGE, List.of(path, path));
  }

  @Override
  protected String credentialHeader() {
    return "authorization: Bearer " + SECRET;
  }

  @Override
  protected @Nullable String bodyOut() {
    return null;
  }

  @ParameterizedTest
  @CsvSource({
    "ultra, ultra",
    "stable-image-ultra, ultra",
    "core, core",
    "sd3, sd3",
    "sd3.5-large-turbo, sd3"
  })
  void eachModelHasItsService(String model, String service) {
    assertEquals(
        "/v2beta/stable-image/generate/" + service,
        kind().at(named(model, site())).endpoint().path(Operation.IMAGE, false));
  }

  @Test
  void otherModelsAndNoKeyAreMistakes() {
    Site other = named("dall-e-3", site());
    assertThrows(IllegalArgumentException.class, () -> kind().at(other));
    Site nothing = named("core", site(null, Map.of(), Site.Credential.NONE));
    assertThrows(IllegalArgumentException.class, () -> kind().at(nothing));
    assertEquals("api.stability.ai", provider().endpoint().address().authority());
  }

  @Test
  void recordedRefusals() {
    assertSample("stability/error.403.http", FailureKind.CONTENT_FILTER, -1);
    assertSample("stability/error.429.http", FailureKind.RATE_LIMITED, 60_000);
    assertPasses("stability/error.403.http", false);
    assertEquals("The request was flagged by moderation.", message("stability/error.403.http"));
  }

  @Test
  void aRefusedPictureIsTheCallersAndARefusedKeyIsOurs() {
    Failure filtered = refused(403, "{\"name\":\"content_moderation\",\"errors\":[\"x\"]}");
    assertEquals(Failure.Origin.CLIENT, filtered.origin());
    Failure key = refused(401, "{\"name\":\"unauthorized\",\"errors\":[\"x\"]}");
    assertEquals(FailureKind.CREDENTIAL, key.kind());
    Failure paid = refused(402, "{\"name\":\"payment_required\",\"errors\":[\"x\"]}");
    assertEquals(FailureKind.BILLING, paid.kind());
    assertEquals(7_000, refused(429, Map.of("retry-after", "7"), "{}").retryAfterMillis());
  }
}
