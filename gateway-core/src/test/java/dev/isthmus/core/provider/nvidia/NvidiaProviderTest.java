package dev.isthmus.core.provider.nvidia;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.ProviderContract;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NvidiaProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new NvidiaProvider();
  }

  @Override
  protected Site site() {
    return site(null, Map.of(), key());
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    return Map.of(
        Operation.CHAT,
        List.of("/v1/chat/completions", "/v1/chat/completions"),
        Operation.COMPLETION,
        List.of("/v1/completions", "/v1/completions"),
        Operation.EMBEDDING,
        List.of("/v1/embeddings", "/v1/embeddings"));
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
  void theHostedServiceIsUsual() {
    assertEquals("integrate.api.nvidia.com", provider().endpoint().address().authority());
    Site nothing = site(null, Map.of(), Site.Credential.NONE);
    assertThrows(IllegalArgumentException.class, () -> kind().at(nothing));
  }
}
