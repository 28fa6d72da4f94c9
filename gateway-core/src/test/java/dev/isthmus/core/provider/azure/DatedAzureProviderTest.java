package dev.isthmus.core.provider.azure;

import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.ProviderContract;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form with dates: the path names the deployment, but for responses. */
final class DatedAzureProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new AzureProvider();
  }

  @Override
  protected Site site() {
    return site("https://x.openai.azure.com", Map.of("api_version", "2024-10-21"), key());
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    return Map.of(
        Operation.CHAT,
        List.of(
            "/openai/deployments/gpt%20oss%2F%22120b%22/chat/completions?api-version=2024-10-21",
            "/openai/deployments/gpt%20oss%2F%22120b%22/chat/completions?api-version=2024-10-21"),
        Operation.COMPLETION,
        List.of(
            "/openai/deployments/gpt%20oss%2F%22120b%22/completions?api-version=2024-10-21",
            "/openai/deployments/gpt%20oss%2F%22120b%22/completions?api-version=2024-10-21"),
        Operation.EMBEDDING,
        List.of(
            "/openai/deployments/gpt%20oss%2F%22120b%22/embeddings?api-version=2024-10-21",
            "/openai/deployments/gpt%20oss%2F%22120b%22/embeddings?api-version=2024-10-21"),
        Operation.IMAGE,
        List.of(
            "/openai/deployments/gpt%20oss%2F%22120b%22/images/generations?api-version=2024-10-21",
            "/openai/deployments/gpt%20oss%2F%22120b%22/images/generations?api-version=2024-10-21"),
        Operation.STORED,
        List.of(
            "/openai/responses?api-version=2024-10-21", "/openai/responses?api-version=2024-10-21"),
        Operation.RESPONSE,
        List.of(
            "/openai/responses?api-version=2024-10-21",
            "/openai/responses?api-version=2024-10-21"));
  }

  @Override
  protected String credentialHeader() {
    return "api-key: " + SECRET;
  }

  @Override
  protected @Nullable String bodyOut() {
    return "{\"stream_options\":{\"include_usage\":true},\"model\":\"gpt\","
        + "\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }
}
