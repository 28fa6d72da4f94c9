package dev.isthmus.core.provider.vertex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.provider.Endpoint;
import dev.isthmus.core.provider.ProviderContract;
import dev.isthmus.core.provider.ProviderKind;
import dev.isthmus.core.provider.Site;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GeminiProviderTest extends ProviderContract {

  @Override
  protected ProviderKind kind() {
    return new GeminiProvider();
  }

  @Override
  protected Site site() {
    return site(null, Map.of("project", "p-1", "location", "eu"), key());
  }

  @Override
  protected Map<Operation, List<String>> paths() {
    String model = "/v1/projects/p-1/locations/eu/publishers/google/models/gpt%20oss%2F%22120b%22";
    return Map.of(
        Operation.CHAT,
        List.of(model + ":generateContent", model + ":streamGenerateContent?alt=sse"),
        Operation.COUNT,
        List.of(model + ":countTokens", model + ":countTokens"));
  }

  @Override
  protected String credentialHeader() {
    return "x-goog-api-key: " + SECRET;
  }

  @Override
  protected @Nullable String bodyOut() {
    return null;
  }

  @Test
  void modelsThatMakeVectorsAreAskedByTheirOwnMethod() {
    Endpoint many = kind().at(named("text-embedding-005", site())).endpoint();
    assertTrue(many.path(Operation.EMBEDDING, false).endsWith("/text-embedding-005:predict"));
    assertFalse(many.serves(Operation.CHAT));
    Endpoint first = kind().at(named("gemini-embedding-001", site())).endpoint();
    assertTrue(first.path(Operation.EMBEDDING, false).endsWith(":predict"));
    Endpoint second = kind().at(named("gemini-embedding-2-preview", site())).endpoint();
    assertTrue(second.path(Operation.EMBEDDING, false).endsWith(":embedContent"));
  }

  @Test
  void itsWordsAreForTheCallerAlone() {
    assertSample("vertex-ai/error.400.http", FailureKind.INVALID_REQUEST, -1);
    assertPasses("vertex-ai/error.400.http", false);
    assertEquals(
        "Function call is missing a thought_signature in functionCall parts.",
        message("vertex-ai/error.400.http"));
  }

  @Test
  void aPromptThatIsTooLongIsSaidInWordsAlone() {
    assertEquals(
        FailureKind.CONTEXT_LENGTH,
        refused(
                400,
                "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":\"The input"
                    + " token count (9) exceeds the maximum number of tokens allowed (8).\"}}")
            .kind());
  }
}
