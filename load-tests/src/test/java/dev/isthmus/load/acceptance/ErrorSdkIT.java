package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenAI's own client raises its typed exceptions for the gateway's errors and a provider's. */
@ExtendWith(SdkStandResolver.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ErrorSdkIT {
  private final SdkStand stand;
  private final OpenAIClient client;

  ErrorSdkIT(SdkStand stand) {
    this.stand = stand;
    client = stand.client();
  }

  private static ChatCompletionCreateParams.Builder ask(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hello.");
  }

  private <E extends OpenAIServiceException> E refused(
      Class<E> type, OpenAIClient by, ChatCompletionCreateParams question) {
    E plain = assertThrows(type, () -> by.chat().completions().create(question));
    assertFalse(plain.headers().values("x-request-id").isEmpty());
    return plain;
  }

  @Test
  void aWrongKeyIs401() {
    OpenAIClient stranger = stand.client("sk-unknown");
    UnauthorizedException refused =
        refused(UnauthorizedException.class, stranger, ask(SdkBackend.AZURE_V1.chat()).build());

    assertEquals("invalid_api_key", refused.code().orElseThrow());
  }

  @Test
  void aModelThatIsNotThereIs404() {
    NotFoundException refused =
        refused(NotFoundException.class, client, ask("nobody-has-this").build());

    assertEquals("model_not_found", refused.code().orElseThrow());
    assertEquals("model", refused.param().orElseThrow());
  }

  @Test
  void anotherKeysModelIs404() {
    OpenAIClient narrow = stand.client(SdkStand.NARROW_KEY);
    refused(NotFoundException.class, narrow, ask(SdkBackend.GEMINI.chat()).build());
  }

  @Test
  void aPathThatIsNotThereIs404() {
    assertThrows(NotFoundException.class, () -> client.files().retrieve("file-1"));
  }

  @ParameterizedTest
  @EnumSource
  void whatTheGatewayCannotReadIs400(SdkBackend backend) {
    ChatCompletionCreateParams question = ask(backend.chat()).n(0).build();

    assertEquals("n", refused(BadRequestException.class, client, question).param().orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GEMINI")
  void whatTheProviderRefusesIs400WithItsWords(SdkBackend backend) {
    ChatCompletionCreateParams question = ask(backend.chat()).temperature(9.5).build();

    BadRequestException refused = refused(BadRequestException.class, client, question);

    assertTrue(refused.toString().contains("temperature"), refused.toString());
    assertThrows(
        BadRequestException.class, () -> client.chat().completions().createStreaming(question));
  }

  @ParameterizedTest
  @EnumSource(names = {"AZURE_V1", "AZURE_DATED"})
  void aPromptThatTheFilterRefusesIs400(SdkBackend backend) {
    ChatCompletionCreateParams question =
        ChatCompletionCreateParams.builder()
            .model(backend.chat())
            .addUserMessage("sim:blocked")
            .build();

    assertEquals(
        "content_filter",
        refused(BadRequestException.class, client, question).code().orElseThrow());
  }

  @Test
  void theCallersOwnLimitIs429() {
    OpenAIClient limited = stand.client(SdkStand.LIMITED_KEY);
    ChatCompletionCreateParams question = ask(SdkBackend.AZURE_V1.chat()).build();
    limited.chat().completions().create(question);
    limited.chat().completions().create(question);

    RateLimitException refused = refused(RateLimitException.class, limited, question);

    assertEquals("rate_limit_exceeded", refused.code().orElseThrow());
    long seconds = Long.parseLong(refused.headers().values("retry-after").get(0));
    assertTrue(seconds > 0 && seconds <= 60, "retry-after: " + seconds);
  }

  /** The first call hears it from the provider, the second from the gateway, which remembers. */
  @ParameterizedTest
  @EnumSource
  void theProvidersLimitIs429(SdkBackend backend) {
    for (int i = 0; i < 2; i++) {
      RateLimitException refused =
          refused(RateLimitException.class, client, ask(backend.busy()).build());

      assertEquals("rate_limit_exceeded", refused.code().orElseThrow());
      long millis = Long.parseLong(refused.headers().values("retry-after-ms").get(0));
      assertTrue(
          millis > SdkStand.BUSY_MILLIS / 2 && millis <= SdkStand.BUSY_MILLIS,
          "retry-after-ms: " + millis);
      assertEquals(List.of("true"), refused.headers().values("x-should-retry"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorInMidStreamIsRaised(SdkBackend backend) {
    ChatCompletionCreateParams question =
        ChatCompletionCreateParams.builder()
            .model(backend.frail())
            .addUserMessage("sim:tokens=200")
            .build();
    AtomicInteger pieces = new AtomicInteger();

    assertThrows(
        OpenAIException.class,
        () -> {
          try (StreamResponse<ChatCompletionChunk> chunks =
              client.chat().completions().createStreaming(question)) {
            chunks.stream().forEach(chunk -> pieces.incrementAndGet());
          }
        });

    assertTrue(pieces.get() > 1, "chunks before the error: " + pieces);
  }
}
