package dev.isthmus.load.acceptance;

import com.azure.ai.openai.OpenAIClient;
import com.azure.ai.openai.models.ChatChoice;
import com.azure.ai.openai.models.ChatCompletionStreamOptions;
import com.azure.ai.openai.models.ChatCompletions;
import com.azure.ai.openai.models.ChatCompletionsFunctionToolCall;
import com.azure.ai.openai.models.ChatCompletionsFunctionToolDefinition;
import com.azure.ai.openai.models.ChatCompletionsFunctionToolDefinitionFunction;
import com.azure.ai.openai.models.ChatCompletionsJsonSchemaResponseFormat;
import com.azure.ai.openai.models.ChatCompletionsJsonSchemaResponseFormatJsonSchema;
import com.azure.ai.openai.models.ChatCompletionsOptions;
import com.azure.ai.openai.models.ChatCompletionsToolCall;
import com.azure.ai.openai.models.ChatMessageImageContentItem;
import com.azure.ai.openai.models.ChatMessageImageUrl;
import com.azure.ai.openai.models.ChatMessageTextContentItem;
import com.azure.ai.openai.models.ChatRequestUserMessage;
import com.azure.ai.openai.models.ChatResponseMessage;
import com.azure.ai.openai.models.CompletionsFinishReason;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.BinaryData;
import java.util.List;
import java.util.stream.Stream;

/** Azure's own client for Java. */
final class AzureMatrixClient implements MatrixClient {
  private final OpenAIClient client;

  AzureMatrixClient(OpenAIClient client) {
    this.client = client;
  }

  private static ChatCompletionsOptions question(Wish wish) {
    ChatCompletionsOptions ask = new ChatCompletionsOptions(List.of(message(wish)));
    if (wish.tool()) {
      ask.setTools(
          List.of(
              new ChatCompletionsFunctionToolDefinition(
                  new ChatCompletionsFunctionToolDefinitionFunction(Wish.TOOL)
                      .setParameters(BinaryData.fromString(Wish.json(Wish.ARGUMENTS))))));
    }
    if (wish.schema()) {
      ask.setResponseFormat(
          new ChatCompletionsJsonSchemaResponseFormat(
              new ChatCompletionsJsonSchemaResponseFormatJsonSchema("town")
                  .setStrict(true)
                  .setSchema(BinaryData.fromString(Wish.json(Wish.TOWN)))));
    }
    return ask;
  }

  private static ChatRequestUserMessage message(Wish wish) {
    return wish.image()
        ? new ChatRequestUserMessage(
            List.of(
                new ChatMessageTextContentItem(wish.text()),
                new ChatMessageImageContentItem(new ChatMessageImageUrl(Wish.DOT_URL))))
        : new ChatRequestUserMessage(wish.text());
  }

  @Override
  public Heard ask(String model, Wish wish) {
    return wish.stream() ? stream(model, wish) : plain(model, wish);
  }

  private Heard plain(String model, Wish wish) {
    ChatCompletions answer = client.getChatCompletions(model, question(wish));
    ChatChoice choice = answer.getChoices().get(0);
    ChatResponseMessage message = choice.getMessage();
    Heard.Pieces pieces = new Heard.Pieces();
    if (message.getContent() != null) {
      pieces.text(message.getContent());
    }
    calls(message).map(AzureMatrixClient::arguments).map(Wish::city).forEach(pieces::city);
    pieces.usage(answer.getUsage().getPromptTokens(), answer.getUsage().getCompletionTokens());
    return pieces.end(end(choice.getFinishReason())).whole();
  }

  /** This client leaves it to its user to put the pieces of a call's arguments together. */
  private Heard stream(String model, Wish wish) {
    Heard.Pieces pieces = new Heard.Pieces();
    StringBuilder arguments = new StringBuilder();
    for (ChatCompletions chunk : client.getChatCompletionsStream(model, question(wish), USAGE)) {
      for (ChatChoice choice : chunk.getChoices()) {
        add(choice, pieces, arguments);
      }
      if (chunk.getUsage() != null) {
        pieces.usage(chunk.getUsage().getPromptTokens(), chunk.getUsage().getCompletionTokens());
      }
    }
    Stream.of(arguments.toString().split("(?<=})", -1))
        .filter(one -> !one.isBlank())
        .map(Wish::city)
        .forEach(pieces::city);
    return pieces.whole();
  }

  private static void add(ChatChoice choice, Heard.Pieces pieces, StringBuilder arguments) {
    ChatResponseMessage delta = choice.getDelta();
    if (delta != null && delta.getContent() != null) {
      pieces.text(delta.getContent());
    }
    if (delta != null) {
      calls(delta).map(AzureMatrixClient::arguments).forEach(arguments::append);
    }
    if (choice.getFinishReason() != null) {
      pieces.end(end(choice.getFinishReason()));
    }
  }

  private static Stream<ChatCompletionsToolCall> calls(ChatResponseMessage message) {
    return message.getToolCalls() == null ? Stream.of() : message.getToolCalls().stream();
  }

  private static String arguments(ChatCompletionsToolCall call) {
    return ((ChatCompletionsFunctionToolCall) call).getFunction().getArguments();
  }

  private static Heard.End end(CompletionsFinishReason reason) {
    if (reason.equals(CompletionsFinishReason.STOPPED)) {
      return Heard.End.STOP;
    }
    if (reason.equals(CompletionsFinishReason.TOOL_CALLS)) {
      return Heard.End.TOOLS;
    }
    return reason.equals(CompletionsFinishReason.CONTENT_FILTERED)
        ? Heard.End.FILTERED
        : Heard.End.OTHER;
  }

  /** See {@link SdkClient#impediment}. */
  @Override
  public void hangUp(String model, Wish wish) {
    throw new UnsupportedOperationException("this client reads an answer to its end");
  }

  @Override
  public int status(RuntimeException raised) {
    return raised instanceof HttpResponseException said && said.getResponse() != null
        ? said.getResponse().getStatusCode()
        : -1;
  }

  @Override
  public void close() {
    // It has nothing to close.
  }

  private static final ChatCompletionStreamOptions USAGE =
      new ChatCompletionStreamOptions().setIncludeUsage(true);
}
