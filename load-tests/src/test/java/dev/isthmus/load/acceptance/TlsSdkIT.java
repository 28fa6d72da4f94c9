package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.ai.openai.OpenAIClientBuilder;
import com.azure.ai.openai.models.ChatCompletions;
import com.azure.ai.openai.models.ChatCompletionsOptions;
import com.azure.ai.openai.models.ChatRequestMessage;
import com.azure.ai.openai.models.ChatRequestUserMessage;
import com.azure.ai.openai.models.EmbeddingsOptions;
import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.http.client.HttpClient;

/**
 * By TLS: OpenAI's own client, which then speaks HTTP/2, and Azure's own client, which sends its
 * key by nothing else.
 */
@ExtendWith(SdkStandResolver.class)
@TestInstance(Lifecycle.PER_CLASS)
final class TlsSdkIT {
  private final SdkStand stand;
  private final com.azure.ai.openai.OpenAIClient azure;

  TlsSdkIT(SdkStand stand) throws Exception {
    this.stand = stand;
    azure = azureClient(SdkStand.KEY);
  }

  private com.azure.ai.openai.OpenAIClient azureClient(String key) throws Exception {
    SslContext trusting =
        SslContextBuilder.forClient().trustManager(stand.certificate().certificate()).build();
    HttpClient http = HttpClient.create().secure(tls -> tls.sslContext(trusting));
    return new OpenAIClientBuilder()
        .endpoint(stand.tlsBase())
        .credential(new AzureKeyCredential(key))
        .httpClient(new NettyAsyncHttpClientBuilder(http).build())
        .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))))
        .buildClient();
  }

  @ParameterizedTest
  @EnumSource
  void openAisClientChatsByHttp2(SdkBackend backend) {
    ChatCompletionCreateParams question =
        ChatCompletionCreateParams.builder()
            .model(backend.chat())
            .addUserMessage("sim:tokens=60")
            .build();

    ChatCompletion plain = stand.tlsClient().chat().completions().create(question);
    ChatCompletion streamed = SdkStreams.read(stand.tlsClient(), question).chatCompletion();

    assertEquals(
        plain.choices().get(0).message().content(), streamed.choices().get(0).message().content());
    assertTrue(plain.choices().get(0).message().content().isPresent());
  }

  private static ChatCompletionsOptions ask(String text) {
    return new ChatCompletionsOptions(
        List.<ChatRequestMessage>of(new ChatRequestUserMessage(text)));
  }

  @ParameterizedTest
  @EnumSource
  void azuresClientChats(SdkBackend backend) {
    ChatCompletions plain = azure.getChatCompletions(backend.chat(), ask("sim:tokens=60"));
    String streamed =
        azure.getChatCompletionsStream(backend.chat(), ask("sim:tokens=60")).stream()
            .flatMap(chunk -> chunk.getChoices().stream())
            .map(choice -> choice.getDelta().getContent())
            .filter(text -> text != null)
            .collect(Collectors.joining());

    assertEquals(plain.getChoices().get(0).getMessage().getContent(), streamed);
    assertFalse(streamed.isEmpty());
  }

  @Test
  void azuresClientEmbeds() {
    var answer =
        azure.getEmbeddings("embedding-on-azure-v1", new EmbeddingsOptions(List.of("one")));

    assertEquals(SdkStand.DIMENSIONS, answer.getData().get(0).getEmbedding().size());
  }

  @Test
  void azuresClientRaisesItsTypedExceptions() throws Exception {
    var stranger = azureClient("sk-unknown");

    assertThrows(
        ClientAuthenticationException.class,
        () -> stranger.getChatCompletions(SdkBackend.AZURE_V1.chat(), ask("Hello.")));
    assertThrows(
        ResourceNotFoundException.class,
        () -> azure.getChatCompletions("nobody-has-this", ask("Hello.")));
  }
}
