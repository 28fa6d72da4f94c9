package dev.isthmus.core.provider.kserve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.ProviderContract;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KserveProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new KserveProvider();
  }

  @Override
  protected Site site() {
    return site("https://triton.example.com:8000/", Map.of(), key());
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    String path = "/v2/models/gpt%20oss%2F%22120b%22/infer";
    return Map.of(Operation.INFER, List.of(path, path));
  }

  @Override
  protected String credentialHeader() {
    return "authorization: Bearer " + SECRET;
  }

  /** Whatever the body is, it passes as it came. */
  @Override
  protected @Nullable String bodyOut() {
    return null;
  }

  @Test
  void aServerWithoutAKeyIsShownNone() {
    Site open = site("http://10.0.0.1:8000", Map.of(), Site.Credential.NONE);
    List<String> shown = new ArrayList<>();
    kind().at(open).authenticator().authenticate(UNSIGNED, (name, value) -> shown.add(name));
    assertEquals(List.of(), shown);
    Site nowhere = site(null, Map.of(), Site.Credential.NONE);
    assertThrows(IllegalArgumentException.class, () -> kind().at(nowhere));
    assertNotNull(kind().endpointProblem(URI.create("http://triton:8000/v2/models")));
    assertNull(kind().endpointProblem(URI.create("http://triton:8000/serving")));
  }

  @Test
  void anUnknownModelIsTheDeploymentsFaultThoughTheStatusSaysTheCallers() {
    assertSample("kserve/error.400.http", FailureKind.DEPLOYMENT_NOT_FOUND, -1);
    assertEquals(
        FailureKind.INVALID_REQUEST, refused(400, "{\"error\":\"unexpected shape\"}").kind());
    assertEquals(FailureKind.OVERLOADED, refused(503, "{\"error\":\"queue is full\"}").kind());
    assertEquals("Request for unknown model: 'x' is not found", message("kserve/error.400.http"));
  }

  @Test
  void theLengthOfTheJsonGoesWithTheBodyItBelongsTo() {
    List<String> out = new ArrayList<>();
    provider()
        .codec()
        .addHeaders(
            view(Map.of("inference-header-content-length", "240", "x-other", "1")),
            (name, value) -> out.add(name + ": " + value));
    assertEquals(List.of("inference-header-content-length: 240"), out);
    assertTrue(provider().codec().isAnswer("application/octet-stream", false));
    assertTrue(provider().codec().isAnswer("application/json", false));
    assertFalse(provider().codec().isAnswer("text/html", false));
  }
}
