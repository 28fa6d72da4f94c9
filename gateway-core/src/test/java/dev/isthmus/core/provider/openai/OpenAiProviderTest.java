package dev.isthmus.core.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.ProviderContract;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OpenAiProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new OpenAiProvider();
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
        List.of("/v1/embeddings", "/v1/embeddings"),
        Operation.IMAGE,
        List.of("/v1/images/generations", "/v1/images/generations"),
        Operation.STORED,
        List.of("/v1/responses", "/v1/responses"),
        Operation.RESPONSE,
        List.of("/v1/responses", "/v1/responses"),
        Operation.COUNT,
        List.of("/v1/responses/input_tokens", "/v1/responses/input_tokens"));
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
  void itsUsualAddressIsKnown() {
    assertEquals("api.openai.com", provider().endpoint().address().authority());
    Site nothing = site(null, Map.of(), Site.Credential.NONE);
    assertThrows(IllegalArgumentException.class, () -> kind().at(nothing));
  }

  @Test
  void refusalsReadAsRecorded() {
    assertSample("openai/error.400.http", FailureKind.INVALID_REQUEST, -1);
    assertSample("openai/error.429.quota.http", FailureKind.BILLING, -1);
    assertSample("openai/error.429.rate.http", FailureKind.RATE_LIMITED, 1812);
    assertSample("openai/error.503.http", FailureKind.OVERLOADED, 15_000);
    assertPasses("openai/error.400.http", true);
    assertPasses("openai/error.429.quota.http", false);
  }

  @Test
  void limitsReadAsRecorded() {
    assertEquals(
        new LimitReport(0, 30_000, 1_812, 499, 500, 120, -1, -1),
        limits("openai/error.429.rate.http"));
  }
}
