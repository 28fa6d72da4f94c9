package dev.isthmus.core.provider.huggingface;

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

final class HuggingFaceProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new HuggingFaceProvider();
  }

  @Override
  protected Site site() {
    return site(null, Map.of(), key());
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    return Map.of(Operation.CHAT, List.of("/v1/chat/completions", "/v1/chat/completions"));
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
  void theRouterIsUsualAndAnEndpointIsNamed() {
    assertEquals("router.huggingface.co", provider().endpoint().address().authority());
    Site own = site("https://x.endpoints.huggingface.cloud/v1", Map.of(), key());
    assertEquals("x.endpoints.huggingface.cloud", kind().at(own).endpoint().address().authority());
    assertEquals("/v1/embeddings", kind().at(own).endpoint().path(Operation.EMBEDDING, false));
    Site nothing = site(null, Map.of(), Site.Credential.NONE);
    assertThrows(IllegalArgumentException.class, () -> kind().at(nothing));
  }

  @Test
  void whatTgiRefusesMeans() {
    assertSample("huggingface/tgi.error.429.http", FailureKind.RATE_LIMITED, -1);
    assertSample("huggingface/tgi.error.422.http", FailureKind.INVALID_REQUEST, -1);
    assertSample("huggingface/vllm.error.404.http", FailureKind.DEPLOYMENT_NOT_FOUND, -1);
  }
}
