package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import dev.isthmus.core.dialect.turn.Feature;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenAI's own client chats by the gateway with every backend. */
@ExtendWith(SdkStandResolver.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ChatSdkIT {
  private static final String DOT =
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  private final OpenAIClient client;

  ChatSdkIT(SdkStand stand) {
    client = stand.client();
  }

  /** What structured answers are made of. */
  record Person(String name, int age, List<String> languages) {}

  private static ChatCompletionCreateParams.Builder ask(SdkBackend backend, String question) {
    return ChatCompletionCreateParams.builder()
        .model(backend.chat())
        .addSystemMessage("Answer in plain words.")
        .addUserMessage(question);
  }

  @ParameterizedTest
  @EnumSource
  void plain(SdkBackend backend) {
    ChatCompletion answer =
        client.chat().completions().create(ask(backend, "sim:say=Hello, \"wörld\" 🌍\n").build());

    assertEquals(
        "Hello, \"wörld\" 🌍\n", answer.choices().get(0).message().content().orElseThrow());
    assertEquals(FinishReason.STOP, answer.choices().get(0).finishReason());
    CompletionUsage usage = answer.usage().orElseThrow();
    assertTrue(usage.promptTokens() > 0 && usage.completionTokens() > 0);
    assertEquals(usage.totalTokens(), usage.promptTokens() + usage.completionTokens());
    answer.validate();
  }

  @ParameterizedTest
  @EnumSource
  void theHeadersSayWhichRequestAndWhoAnswered(SdkBackend backend) {
    try (HttpResponseFor<ChatCompletion> answer =
        client.chat().completions().withRawResponse().create(ask(backend, "Hi").build())) {
      assertEquals(
          List.of("at-" + backend.chat()), answer.headers().values("x-isthmus-deployment"));
      assertFalse(answer.requestId().orElseThrow().isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamSaysTheSameAsAPlainAnswer(SdkBackend backend) {
    ChatCompletionCreateParams question = ask(backend, "sim:tokens=60").build();

    ChatCompletion plain = client.chat().completions().create(question);
    ChatCompletion streamed = stream(question);

    assertEquals(
        plain.choices().get(0).message().content().orElseThrow(),
        streamed.choices().get(0).message().content().orElseThrow());
    assertEquals(FinishReason.STOP, streamed.choices().get(0).finishReason());
  }

  @ParameterizedTest
  @EnumSource
  void aStreamCountsTokensWhereAsked(SdkBackend backend) {
    ChatCompletionCreateParams question =
        ask(backend, "sim:tokens=30")
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();

    assertEquals(30, stream(question).usage().orElseThrow().completionTokens());
  }

  @ParameterizedTest
  @EnumSource
  void aStreamDoesNotCountTokensWhereNotAsked(SdkBackend backend) {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(ask(backend, "sim:tokens=30").build())) {
      // The accumulator throws where usage stands in a chunk with a choice.
      chunks.stream().forEach(whole::accumulate);
    }

    assertTrue(whole.chatCompletion().usage().isEmpty());
  }

  static Stream<SdkBackend> choosers() {
    return Stream.of(SdkBackend.values())
        .filter(backend -> Declared.carries(backend, Feature.CHOICES))
        .filter(backend -> backend != SdkBackend.GEMINI); // the simulated one gives one
  }

  @ParameterizedTest
  @MethodSource("choosers")
  void severalChoicesComeApart(SdkBackend backend) {
    ChatCompletionCreateParams question = ask(backend, "sim:tokens=20").n(2).build();

    assertEquals(2, client.chat().completions().create(question).choices().size());
    assertEquals(2, stream(question).choices().size());
  }

  @ParameterizedTest
  @EnumSource
  void theLimitOfTokensEndsAnAnswer(SdkBackend backend) {
    ChatCompletionCreateParams question =
        ask(backend, "sim:tokens=90").maxCompletionTokens(10).build();

    assertEquals(
        FinishReason.LENGTH,
        client.chat().completions().create(question).choices().get(0).finishReason());
    assertEquals(FinishReason.LENGTH, stream(question).choices().get(0).finishReason());
  }

  @ParameterizedTest
  @EnumSource
  void anImageByDataUrlCountsAsPrompt(SdkBackend backend) {
    ChatCompletionContentPart text =
        ChatCompletionContentPart.ofText(
            ChatCompletionContentPartText.builder().text("What is this?").build());
    ChatCompletionContentPart image =
        ChatCompletionContentPart.ofImageUrl(
            ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder().url(DOT).build())
                .build());
    ChatCompletionCreateParams question =
        ChatCompletionCreateParams.builder()
            .model(backend.chat())
            .addUserMessageOfArrayOfContentParts(List.of(text, image))
            .build();

    assertTrue(
        client.chat().completions().create(question).usage().orElseThrow().promptTokens() > 80);
  }

  @ParameterizedTest
  @EnumSource
  void aStructuredAnswerFitsItsClass(SdkBackend backend) {
    StructuredChatCompletionCreateParams<Person> question =
        ask(backend, "Who was Ada?").responseFormat(Person.class).build();

    Person person =
        client
            .chat()
            .completions()
            .create(question)
            .choices()
            .get(0)
            .message()
            .content()
            .orElseThrow();

    assertFalse(person.name().isEmpty());
    assertFalse(person.languages().isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void aStructuredAnswerComesInPieces(SdkBackend backend) {
    StructuredChatCompletionCreateParams<Person> question =
        ask(backend, "Who was Ada?").responseFormat(Person.class).build();
    ChatCompletionAccumulator whole = SdkStreams.read(client, question.rawParams());

    assertFalse(
        whole
            .chatCompletion(Person.class)
            .choices()
            .get(0)
            .message()
            .content()
            .orElseThrow()
            .name()
            .isEmpty());
  }

  private ChatCompletion stream(ChatCompletionCreateParams question) {
    return SdkStreams.read(client, question).chatCompletion();
  }
}
