package dev.isthmus.load.acceptance;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.util.List;

/** OpenAI's own client for Java, by chat completions. */
final class ChatMatrixClient implements MatrixClient {
  private final OpenAIClient client;

  ChatMatrixClient(OpenAIClient client) {
    this.client = client;
  }

  private static ChatCompletionCreateParams question(String model, Wish wish) {
    ChatCompletionCreateParams.Builder ask = ChatCompletionCreateParams.builder().model(model);
    if (wish.image()) {
      ask.addUserMessageOfArrayOfContentParts(List.of(text(wish.text()), dot()));
    } else {
      ask.addUserMessage(wish.text());
    }
    if (wish.tool()) {
      ask.addTool(OpenAiWords.CurrentWeather.class);
    }
    if (wish.stream()) {
      ask.streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());
    }
    return wish.schema()
        ? ask.responseFormat(OpenAiWords.Town.class).build().rawParams()
        : ask.build();
  }

  private static ChatCompletionContentPart text(String text) {
    return ChatCompletionContentPart.ofText(
        ChatCompletionContentPartText.builder().text(text).build());
  }

  private static ChatCompletionContentPart dot() {
    return ChatCompletionContentPart.ofImageUrl(
        ChatCompletionContentPartImage.builder()
            .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder().url(Wish.DOT_URL).build())
            .build());
  }

  @Override
  public Heard ask(String model, Wish wish) {
    ChatCompletionCreateParams question = question(model, wish);
    return heard(
        wish.stream()
            ? SdkStreams.read(client, question).chatCompletion()
            : client.chat().completions().create(question).validate());
  }

  private static Heard heard(ChatCompletion answer) {
    ChatCompletion.Choice choice = answer.choices().get(0);
    Heard.Pieces pieces = new Heard.Pieces().text(choice.message().content().orElse(""));
    for (ChatCompletionMessageToolCall call : choice.message().toolCalls().orElse(List.of())) {
      pieces.city(Wish.city(call.asFunction().function().arguments()));
    }
    answer.usage().ifPresent(used -> pieces.usage(used.promptTokens(), used.completionTokens()));
    return pieces.end(end(choice.finishReason())).whole();
  }

  private static Heard.End end(FinishReason reason) {
    if (reason.equals(FinishReason.STOP)) {
      return Heard.End.STOP;
    }
    if (reason.equals(FinishReason.TOOL_CALLS)) {
      return Heard.End.TOOLS;
    }
    return reason.equals(FinishReason.CONTENT_FILTER) ? Heard.End.FILTERED : Heard.End.OTHER;
  }

  @Override
  public void hangUp(String model, Wish wish) {
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(question(model, wish))) {
      chunks.stream().limit(FEW).forEach(chunk -> {});
    }
  }

  @Override
  public int status(RuntimeException raised) {
    return raised instanceof OpenAIServiceException said ? said.statusCode() : -1;
  }

  @Override
  public void close() {
    client.close();
  }
}
