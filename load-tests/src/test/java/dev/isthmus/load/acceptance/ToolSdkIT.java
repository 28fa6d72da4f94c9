package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenAI's own client offers tools, reads calls back and answers them, with every backend. */
@ExtendWith(SdkStandResolver.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ToolSdkIT {
  private static final String ONE = "What is the weather in Paris?";
  private static final String TWO = "What is the weather in Paris and London?";

  private final OpenAIClient client;

  ToolSdkIT(SdkStand stand) {
    client = stand.client();
  }

  /** A tool as users of the client declare one. */
  @JsonClassDescription("The weather of a city, now")
  static final class CurrentWeather {
    public String city = "";
  }

  private static ChatCompletionCreateParams.Builder ask(SdkBackend backend, String question) {
    return ChatCompletionCreateParams.builder()
        .model(backend.chat())
        .addTool(CurrentWeather.class)
        .addUserMessage(question);
  }

  @ParameterizedTest
  @EnumSource
  void aToolIsCalled(SdkBackend backend) {
    ChatCompletion answer = client.chat().completions().create(ask(backend, ONE).build());

    assertEquals(FinishReason.TOOL_CALLS, answer.choices().get(0).finishReason());
    assertEquals(List.of("Paris"), cities(calls(answer)));
  }

  @ParameterizedTest
  @EnumSource
  void aToolIsCalledWhenItMustBe(SdkBackend backend) {
    ChatCompletionCreateParams question =
        ask(backend, "Hello there.")
            .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
            .build();

    assertEquals(1, calls(client.chat().completions().create(question)).size());
  }

  @ParameterizedTest
  @EnumSource
  void severalToolsAreCalledAtOnce(SdkBackend backend) {
    ChatCompletion answer = client.chat().completions().create(ask(backend, TWO).build());

    assertEquals(List.of("Paris", "London"), cities(calls(answer)));
    assertNotEquals(calls(answer).get(0).id(), calls(answer).get(1).id());
  }

  @ParameterizedTest
  @EnumSource
  void toolCallsAreStreamed(SdkBackend backend) {
    ChatCompletion plain = client.chat().completions().create(ask(backend, TWO).build());
    ChatCompletion streamed = stream(ask(backend, TWO).build());

    assertEquals(FinishReason.TOOL_CALLS, streamed.choices().get(0).finishReason());
    assertEquals(cities(calls(plain)), cities(calls(streamed)));
    assertNotEquals(calls(streamed).get(0).id(), calls(streamed).get(1).id());
  }

  @ParameterizedTest
  @EnumSource
  void resultsOfToolsAreAnsweredWithText(SdkBackend backend) {
    ChatCompletionCreateParams.Builder talk = ask(backend, TWO);
    ChatCompletionMessage said =
        client.chat().completions().create(talk.build()).choices().get(0).message();
    talk.addMessage(said);
    for (ChatCompletionMessageToolCall call : said.toolCalls().orElseThrow()) {
      talk.addMessage(
          ChatCompletionToolMessageParam.builder()
              .toolCallId(call.asFunction().id())
              .contentAsJson(List.of("sunny", 21))
              .build());
    }

    ChatCompletion answer = client.chat().completions().create(talk.build());
    ChatCompletion streamed = stream(talk.build());

    assertEquals(FinishReason.STOP, answer.choices().get(0).finishReason());
    assertFalse(answer.choices().get(0).message().content().orElseThrow().isEmpty());
    assertTrue(streamed.choices().get(0).message().content().isPresent());
  }

  private ChatCompletion stream(ChatCompletionCreateParams question) {
    return SdkStreams.read(client, question).chatCompletion();
  }

  private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion answer) {
    return answer.choices().get(0).message().toolCalls().orElseThrow().stream()
        .map(ChatCompletionMessageToolCall::asFunction)
        .toList();
  }

  private static List<String> cities(List<ChatCompletionMessageFunctionToolCall> calls) {
    return calls.stream()
        .map(call -> call.function().arguments(CurrentWeather.class).city)
        .toList();
  }
}
