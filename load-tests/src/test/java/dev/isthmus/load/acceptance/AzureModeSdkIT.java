package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.azure.AzureUrlPathMode;
import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * OpenAI's own client in its Azure mode takes the gateway for an Azure resource: {@code api-key},
 * deployments in the path, {@code api-version} in the query. Any backend answers it.
 */
@ExtendWith(SdkStandResolver.class)
@TestInstance(Lifecycle.PER_CLASS)
final class AzureModeSdkIT {
  private final OpenAIClient client;
  private final OpenAIClient unified;

  AzureModeSdkIT(SdkStand stand) {
    client = stand.azureClient(AzureUrlPathMode.LEGACY);
    unified = stand.azureClient(AzureUrlPathMode.UNIFIED);
  }

  private static ChatCompletionCreateParams ask(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hello.").build();
  }

  @ParameterizedTest
  @EnumSource
  void chatPlainAndStreamedSayTheSame(SdkBackend backend) {
    ChatCompletion plain = client.chat().completions().create(ask(backend.chat()));
    String streamed;
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(ask(backend.chat()))) {
      streamed =
          chunks.stream()
              .flatMap(chunk -> chunk.choices().stream())
              .flatMap(choice -> choice.delta().content().stream())
              .collect(Collectors.joining());
    }

    assertEquals(plain.choices().get(0).message().content().orElseThrow(), streamed);
  }

  @ParameterizedTest
  @EnumSource(names = {"AZURE_V1", "AZURE_DATED"})
  void embeddings(SdkBackend backend) {
    EmbeddingCreateParams question =
        EmbeddingCreateParams.builder()
            .model("embedding-on-" + backend.provider())
            .input("one")
            .build();

    assertEquals(
        SdkStand.DIMENSIONS, client.embeddings().create(question).data().get(0).embedding().size());
  }

  @ParameterizedTest
  @EnumSource(names = {"AZURE_V1", "AZURE_DATED"})
  void responses(SdkBackend backend) {
    ResponseCreateParams question =
        ResponseCreateParams.builder().model(backend.chat()).input("Hello.").build();

    assertFalse(client.responses().create(question).output().isEmpty());
    try (StreamResponse<ResponseStreamEvent> events =
        client.responses().createStreaming(question)) {
      assertTrue(events.stream().anyMatch(ResponseStreamEvent::isCompleted));
    }
  }

  @ParameterizedTest
  @EnumSource
  void chatWithoutAVersion(SdkBackend backend) {
    assertFalse(unified.chat().completions().create(ask(backend.chat())).choices().isEmpty());
  }

  @Test
  void responsesWithoutAVersion() {
    ResponseCreateParams question =
        ResponseCreateParams.builder().model(SdkBackend.AZURE_V1.chat()).input("Hello.").build();

    assertFalse(unified.responses().create(question).output().isEmpty());
  }

  /** By its dated form the client asks for one model at a path that Azure does not have either. */
  @Test
  void modelsAreListedAndShown() {
    List<String> ids = client.models().list().autoPager().stream().map(Model::id).toList();

    assertTrue(ids.contains(SdkBackend.VERTEX.chat()), ids.toString());
    assertEquals(
        SdkBackend.VERTEX.chat(), unified.models().retrieve(SdkBackend.VERTEX.chat()).id());
  }

  @Test
  void aDeploymentThatIsNotThereIs404() {
    assertThrows(
        NotFoundException.class, () -> client.chat().completions().create(ask("nobody-has-this")));
  }
}
