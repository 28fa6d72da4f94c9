package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** OpenAI's own client takes the simulated clouds for the real ones. */
@TestInstance(Lifecycle.PER_CLASS)
final class OfficialClientTest {

  private final CloudHost host = CloudHost.start(1);
  private final OpenAIClient client;

  OfficialClientTest() throws IOException {
    Cloud cloud =
        host.open(
            CloudSpec.azure("az", "eastus2")
                .key("k")
                .deploy(Deployment.of("m", "gpt-4o-2024-11-20"))
                .deploy(Deployment.embedding("e", "text-embedding-3-small", 8)));
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(cloud.base() + "/openai/v1")
            .apiKey("k")
            .maxRetries(0)
            .build();
  }

  @AfterAll
  void close() {
    client.close();
    host.close();
  }

  @Test
  void chatPlainAndStreamedSayTheSame() {
    ChatCompletionCreateParams question =
        ChatCompletionCreateParams.builder().model("m").addUserMessage("sim:tokens=12").build();

    ChatCompletion plain = client.chat().completions().create(question);
    String streamed;
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(question)) {
      streamed =
          stream.stream()
              .flatMap(chunk -> chunk.choices().stream())
              .flatMap(choice -> choice.delta().content().stream())
              .collect(Collectors.joining());
    }

    assertEquals(plain.choices().get(0).message().content().orElseThrow(), streamed);
    assertEquals(12, plain.usage().orElseThrow().completionTokens());
  }

  @Test
  void embeddingsInBase64AreReadBack() {
    CreateEmbeddingResponse answer =
        client.embeddings().create(EmbeddingCreateParams.builder().model("e").input("a").build());

    assertEquals(8, answer.data().get(0).embedding().size());
  }

  @Test
  void responsesAreRead() {
    var answer =
        client.responses().create(ResponseCreateParams.builder().model("m").input("hi").build());

    assertTrue(answer.output().get(0).isMessage());
    assertTrue(answer.usage().orElseThrow().totalTokens() > 0);
  }

  @Test
  void aMissingDeploymentIsTheTypedException() {
    ChatCompletionCreateParams question =
        ChatCompletionCreateParams.builder().model("none").addUserMessage("x").build();

    assertThrows(NotFoundException.class, () -> client.chat().completions().create(question));
  }
}
