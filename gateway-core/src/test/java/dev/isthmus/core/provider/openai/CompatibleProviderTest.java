package dev.isthmus.core.provider.openai;

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

final class CompatibleProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new CompatibleProvider();
  }

  @Override
  protected Site site() {
    return site("http://gpu-1:8000/v1/", Map.of(), key());
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    return Map.of(
        Operation.CHAT,
        List.of("/v1/chat/completions", "/v1/chat/completions"),
        Operation.COMPLETION,
        List.of("/v1/completions", "/v1/completions"),
        Operation.EMBEDDING,
        List.of("/v1/embeddings", "/v1/embeddings"),
        Operation.IMAGE,
        List.of("/v1/images/generations", "/v1/images/generations"),
        Operation.STORED,
        List.of("/v1/responses", "/v1/responses"),
        Operation.RESPONSE,
        List.of("/v1/responses", "/v1/responses"));
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
  void aServerWithoutAKeyIsShownNone() {
    kind()
        .at(site("http://gpu-1:8000/v1", Map.of(), Site.Credential.NONE))
        .authenticator()
        .authenticate(
            UNSIGNED,
            (name, value) -> {
              throw new AssertionError(name);
            });
    assertEquals("gpu-1:8000", provider().endpoint().address().authority());
    Site nowhere = site(null, Map.of(), key());
    assertThrows(IllegalArgumentException.class, () -> kind().at(nowhere));
  }

  @Test
  void refusalsReadAsRecorded() {
    assertSample("huggingface/vllm.error.404.http", FailureKind.DEPLOYMENT_NOT_FOUND, -1);
    assertPasses("huggingface/vllm.error.404.http", false);
  }
}
