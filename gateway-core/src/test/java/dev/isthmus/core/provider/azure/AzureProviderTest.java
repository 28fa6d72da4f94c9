package dev.isthmus.core.provider.azure;

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

/** The form without dates: the body names the deployment. */
final class AzureProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new AzureProvider();
  }

  @Override
  protected Site site() {
    return site("https://x.openai.azure.com/", Map.of(), key());
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    return Map.of(
        Operation.CHAT,
        List.of("/openai/v1/chat/completions", "/openai/v1/chat/completions"),
        Operation.COMPLETION,
        List.of("/openai/v1/completions", "/openai/v1/completions"),
        Operation.EMBEDDING,
        List.of("/openai/v1/embeddings", "/openai/v1/embeddings"),
        Operation.IMAGE,
        List.of("/openai/v1/images/generations", "/openai/v1/images/generations"),
        Operation.STORED,
        List.of("/openai/v1/responses", "/openai/v1/responses"),
        Operation.RESPONSE,
        List.of("/openai/v1/responses", "/openai/v1/responses"));
  }

  @Override
  protected String credentialHeader() {
    return "api-key: " + SECRET;
  }

  @Override
  protected @Nullable String bodyOut() {
    return "{\"stream_options\":{\"include_usage\":true},\"model\":\"gpt oss/\\\"120b\\\"\","
        + "\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }

  @Test
  void refusalsReadAsRecorded() {
    assertSample("azure-openai/error.400.content_filter.http", FailureKind.CONTENT_FILTER, -1);
    assertSample("azure-openai/error.401.http", FailureKind.CREDENTIAL, -1);
    assertSample("azure-openai/error.404.http", FailureKind.DEPLOYMENT_NOT_FOUND, -1);
    assertSample("azure-openai/error.429.ptu.http", FailureKind.RATE_LIMITED, 6431);
    assertSample("azure-openai/error.429.reset_only.http", FailureKind.RATE_LIMITED, 7000);
  }

  @Test
  void onlyTheCallersFaultsArePassedOn() {
    assertPasses("azure-openai/error.400.content_filter.http", true);
    assertPasses("azure-openai/error.401.http", false);
    assertPasses("azure-openai/error.404.http", false);
    assertPasses("azure-openai/error.429.ptu.http", false);
  }

  @Test
  void limitsReadAsRecorded() {
    LimitReport report = limits("azure-openai/error.429.reset_only.http");
    assertEquals(7_000, report.resetTokensMillis());
    assertEquals(12, report.remainingRequests());
    assertEquals(-1, report.remainingTokens());
  }

  @Test
  void entraShowsATokenAndNothingShowsNothing() {
    StringBuilder shown = new StringBuilder();
    kind()
        .at(site("https://x.openai.azure.com", Map.of(), token()))
        .authenticator()
        .authenticate(UNSIGNED, (name, value) -> shown.append(name).append(": ").append(value));
    assertEquals("authorization: Bearer " + SECRET, shown.toString());
    Site nothing = site("https://x.openai.azure.com", Map.of(), Site.Credential.NONE);
    assertThrows(IllegalArgumentException.class, () -> kind().at(nothing));
    Site nowhere = site(null, Map.of(), key());
    assertThrows(IllegalArgumentException.class, () -> kind().at(nowhere));
  }
}
