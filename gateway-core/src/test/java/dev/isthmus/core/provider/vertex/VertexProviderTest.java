package dev.isthmus.core.provider.vertex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.ProviderContract;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class VertexProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new VertexProvider();
  }

  @Override
  protected Site site() {
    return site(null, Map.of("project", "p-1", "location", "europe-west4"), token());
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    return Map.of(
        Operation.CHAT,
        List.of(
            "/v1/projects/p-1/locations/europe-west4/endpoints/openapi/chat/completions",
            "/v1/projects/p-1/locations/europe-west4/endpoints/openapi/chat/completions"));
  }

  @Override
  protected String credentialHeader() {
    return "authorization: Bearer " + SECRET;
  }

  @Override
  protected @Nullable String bodyOut() {
    return "{\"stream_options\":{\"include_usage\":true},\"model\":\"gpt oss/\\\"120b\\\"\","
        + "\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }

  @Test
  void everyKindOfLocationHasItsHost() {
    assertEquals("europe-west4-aiplatform.googleapis.com", host("europe-west4"));
    assertEquals("aiplatform.googleapis.com", host("global"));
    assertEquals("aiplatform.eu.rep.googleapis.com", host("eu"));
    assertEquals("aiplatform.us.rep.googleapis.com", host("us"));
    Site nowhere = site(null, Map.of("project", "p-1"), token());
    assertThrows(IllegalArgumentException.class, () -> kind().at(nowhere));
  }

  private String host(String location) {
    Site site = site(null, Map.of("project", "p-1", "location", location), token());
    return kind().at(site).endpoint().address().authority();
  }

  @Test
  void refusalsReadAsRecorded() {
    assertSample("vertex-ai/openapi.error.array.http", FailureKind.DEPLOYMENT_NOT_FOUND, -1);
    assertSample("vertex-ai/error.400.http", FailureKind.INVALID_REQUEST, -1);
    assertSample("vertex-ai/error.429.bare.http", FailureKind.RATE_LIMITED, -1);
    assertSample("vertex-ai/error.429.retryinfo.http", FailureKind.RATE_LIMITED, 34_075);
    assertPasses("vertex-ai/error.400.http", false);
    assertPasses("vertex-ai/openapi.error.array.http", false);
  }
}
