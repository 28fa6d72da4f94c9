package dev.isthmus.load.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageTokensCount;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.types.ContentEmbedding;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import com.google.genai.types.HttpOptions;
import com.openai.models.responses.inputtokens.InputTokenCountParams;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The official clients count and embed, whoever serves the model. */
@ExtendWith(SdkStandResolver.class)
@TestInstance(Lifecycle.PER_CLASS)
final class CountSdkIT {
  private static final String GUESSED = "x-isthmus-estimated";
  private static final String QUESTION = "How many tokens has this question?";

  /** Whose providers tell. All others are guessed for. */
  private static final Set<SdkBackend> COUNTING =
      EnumSet.of(
          SdkBackend.GEMINI,
          SdkBackend.VERTEX_CLAUDE,
          SdkBackend.ANTHROPIC,
          SdkBackend.FOUNDRY,
          SdkBackend.BEDROCK,
          SdkBackend.OPENAI);

  private final SdkStand stand;
  private final AnthropicClient anthropic;
  private final Client google;
  private final Client vertex;

  CountSdkIT(SdkStand stand) {
    this.stand = stand;
    String base = stand.gateway().base().toString();
    anthropic =
        AnthropicOkHttpClient.builder().baseUrl(base).apiKey(SdkStand.KEY).maxRetries(0).build();
    HttpOptions options = HttpOptions.builder().baseUrl(base).build();
    google = Client.builder().apiKey(SdkStand.KEY).httpOptions(options).build();
    vertex = Client.builder().apiKey(SdkStand.KEY).vertexAI(true).httpOptions(options).build();
  }

  @AfterAll
  void close() {
    anthropic.close();
    google.close();
    vertex.close();
  }

  @ParameterizedTest
  @EnumSource(SdkBackend.class)
  void anthropicsClientCounts(SdkBackend backend) {
    MessageCountTokensParams params =
        MessageCountTokensParams.builder()
            .model(backend.chat())
            .system("Be kind.")
            .addUserMessage(QUESTION)
            .build();
    try (HttpResponseFor<MessageTokensCount> answer =
        anthropic.messages().withRawResponse().countTokens(params)) {
      assertTrue(answer.parse().inputTokens() > 0);
      assertGuessed(answer.headers().values(GUESSED), backend);
    }
  }

  private static void assertGuessed(List<String> header, SdkBackend backend) {
    assertEquals(COUNTING.contains(backend) ? List.of() : List.of("true"), header, backend.name());
  }

  @ParameterizedTest
  @EnumSource(SdkBackend.class)
  void googlesClientCounts(SdkBackend backend) {
    assertTrue(
        google.models.countTokens(backend.chat(), QUESTION, null).totalTokens().orElseThrow() > 0);
    assertTrue(
        vertex.models.countTokens(backend.chat(), QUESTION, null).totalTokens().orElseThrow() > 0);
  }

  /** Google's client does not show heads. */
  @ParameterizedTest
  @EnumSource(SdkBackend.class)
  void whoGuessesForGooglesClientSaysSo(SdkBackend backend) throws Exception {
    HttpResponse<Void> answer =
        post("/v1beta/models/" + backend.chat() + ":countTokens", SdkStand.KEY);

    assertEquals(200, answer.statusCode());
    assertGuessed(answer.headers().allValues(GUESSED), backend);
  }

  @ParameterizedTest
  @EnumSource(SdkBackend.class)
  void openAisClientCounts(SdkBackend backend) {
    InputTokenCountParams params =
        InputTokenCountParams.builder().model(backend.chat()).input(QUESTION).build();
    try (var answer = stand.client().responses().inputTokens().withRawResponse().count(params)) {
      assertTrue(answer.parse().inputTokens() > 0);
      assertGuessed(answer.headers().values(GUESSED), backend);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"azure-v1", "azure-dated", "gpu"})
  void googlesClientEmbeds(String provider) {
    String model = "embedding-on-" + provider;
    EmbedContentConfig config = EmbedContentConfig.builder().taskType("RETRIEVAL_QUERY").build();
    for (Client client : List.of(google, vertex)) {
      EmbedContentResponse answer =
          client.models.embedContent(model, List.of("one", "two"), config);
      List<ContentEmbedding> vectors = answer.embeddings().orElseThrow();
      assertEquals(2, vectors.size());
      assertEquals(SdkStand.DIMENSIONS, vectors.get(1).values().orElseThrow().size());
    }
  }

  @Test
  void googlesClientHearsThatAModelMakesNoVectors() {
    ApiException refused =
        assertThrows(
            ApiException.class,
            () -> google.models.embedContent(SdkBackend.GEMINI.chat(), "one", null));
    assertEquals(400, refused.code());
    assertEquals("INVALID_ARGUMENT", refused.status());
  }

  @Test
  void aKeyInTheAddressOpensGooglesPathsAndIsNeverWritten() throws Exception {
    String path = "/v1beta/models/" + SdkBackend.GEMINI.chat() + ":countTokens?key=";
    assertEquals(200, status(path + SdkStand.KEY, ""));
    assertEquals(200, status(path + SdkStand.KEY, SdkStand.KEY));
    assertEquals(401, status(path + SdkStand.KEY, "another-key"));
    assertEquals(401, status(path + "another-key", ""));
    assertEquals(401, status("/v1/messages/count_tokens?key=" + SdkStand.KEY, ""));
    assertFalse(String.join("\n", stand.gateway().output()).contains(SdkStand.KEY));
  }

  private int status(String target, String header) throws Exception {
    return post(target, header).statusCode();
  }

  private HttpResponse<Void> post(String target, String header) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(stand.gateway().base() + target))
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}", UTF_8));
    if (!header.isEmpty()) {
      request.header("x-goog-api-key", header);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding());
  }
}
