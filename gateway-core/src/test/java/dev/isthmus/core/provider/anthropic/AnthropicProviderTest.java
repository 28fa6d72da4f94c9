package dev.isthmus.core.provider.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.LimitReport;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.Provider;
import dev.isthmus.core.provider.ProviderContract;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AnthropicProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new AnthropicProvider();
  }

  @Override
  protected Site site() {
    return site(null, Map.of(), key());
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    String count = "/v1/messages/count_tokens";
    return Map.of(
        Operation.CHAT,
        List.of("/v1/messages", "/v1/messages"),
        Operation.COUNT,
        List.of(count, count));
  }

  @Override
  protected String credentialHeader() {
    return "x-api-key: " + SECRET;
  }

  @Override
  protected @Nullable String bodyOut() {
    return "{\"model\":\"gpt oss/\\\"120b\\\"\",\"stream\":true,"
        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }

  @Test
  void foundryIsBehindAPathAndMayBeSignedInToByEntra() {
    Site foundry = site("https://x.services.ai.azure.com/anthropic", Map.of(), token());
    Provider provider = kind().at(foundry);
    assertEquals("/anthropic/v1/messages", provider.endpoint().path(Operation.CHAT, true));
    List<String> shown = new ArrayList<>();
    provider
        .authenticator()
        .authenticate(UNSIGNED, (name, value) -> shown.add(name + ": " + value));
    assertEquals(List.of("authorization: Bearer " + SECRET), shown);
    Site nothing = site(null, Map.of(), Site.Credential.NONE);
    assertThrows(IllegalArgumentException.class, () -> kind().at(nothing));
  }

  @Test
  void whatItsRefusalsMean() {
    assertSample("anthropic/error.429.http", FailureKind.RATE_LIMITED, 41_000);
    assertSample("anthropic/error.529.http", FailureKind.OVERLOADED, -1);
    assertSample("anthropic/error.400.http", FailureKind.INVALID_REQUEST, -1);
    assertPasses("anthropic/error.400.http", true);
    assertEquals(
        FailureKind.BILLING,
        refused(400, error("Your credit balance is too low to access the API.")).kind());
    assertEquals(
        FailureKind.CONTEXT_LENGTH,
        refused(400, error("prompt is too long: 200001 tokens > 200000 maximum")).kind());
  }

  private static String error(String message) {
    return "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\""
        + message
        + "\"}}";
  }

  /** The versions of a caller who speaks this dialect are its own affair. */
  @Test
  void versionsAndBetasAreTheCallers() {
    assertEquals(List.of("anthropic-version: 2023-06-01"), headers(null));
    Map<String, String> caller =
        Map.of("anthropic-version", "2026-10-21", "anthropic-beta", "a-1,b-2", "x-other", "y");
    assertEquals(
        List.of("anthropic-version: 2026-10-21", "anthropic-beta: a-1,b-2"), headers(caller));
    assertEquals(List.of("anthropic-version: 2023-06-01"), headers(Map.of()));
  }

  private List<String> headers(@Nullable Map<String, String> caller) {
    List<String> headers = new ArrayList<>();
    provider()
        .codec()
        .addHeaders(
            caller == null ? null : view(caller),
            (name, value) -> headers.add(name + ": " + value));
    return headers;
  }

  @Test
  void theInputSideCountsUnlessNothingIsLeftOfTheOther() {
    LimitReport report =
        limits(
            Map.of(
                "anthropic-ratelimit-requests-remaining", "49",
                "anthropic-ratelimit-requests-limit", "50",
                "anthropic-ratelimit-requests-reset", "1970-01-01T00:00:30Z",
                "anthropic-ratelimit-input-tokens-remaining", "9000",
                "anthropic-ratelimit-input-tokens-limit", "10000",
                "anthropic-ratelimit-input-tokens-reset", "1970-01-01T00:00:05Z",
                "anthropic-ratelimit-output-tokens-remaining", "100",
                "anthropic-ratelimit-output-tokens-limit", "4000",
                "anthropic-ratelimit-output-tokens-reset", "1970-01-01T00:00:07Z"));
    assertEquals(new LimitReport(9000, 10_000, 5_000, 49, 50, 30_000, -1, -1), report);
    assertEquals(
        new LimitReport(0, 4000, 7_000, -1, -1, -1, -1, -1),
        limits(
            Map.of(
                "anthropic-ratelimit-input-tokens-remaining", "9000",
                "anthropic-ratelimit-output-tokens-remaining", "0",
                "anthropic-ratelimit-output-tokens-limit", "4000",
                "anthropic-ratelimit-output-tokens-reset", "1970-01-01T00:00:07Z")));
    assertEquals(
        LimitReport.NONE,
        limits(
            Map.of(
                "anthropic-ratelimit-tokens-remaining", "many",
                "anthropic-ratelimit-tokens-reset", "soon")));
  }
}
