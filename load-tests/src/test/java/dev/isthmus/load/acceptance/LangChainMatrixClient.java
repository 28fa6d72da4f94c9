package dev.isthmus.load.acceptance;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** LangChain4j's client of OpenAI's protocol, on the JDK's own HTTP client. */
final class LangChainMatrixClient implements MatrixClient {
  private static final int MOST_SECONDS = 30;

  private final OpenAiChatModel plain;
  private final OpenAiStreamingChatModel streaming;

  LangChainMatrixClient(String base, String key) {
    plain =
        OpenAiChatModel.builder()
            .baseUrl(base)
            .apiKey(key)
            .maxRetries(0)
            .strictJsonSchema(true)
            .build();
    streaming =
        OpenAiStreamingChatModel.builder().baseUrl(base).apiKey(key).strictJsonSchema(true).build();
  }

  private static ChatRequest question(String model, Wish wish) {
    ChatRequest.Builder ask = ChatRequest.builder().modelName(model).messages(message(wish));
    if (wish.tool()) {
      ask.toolSpecifications(
          ToolSpecification.builder()
              .name(Wish.TOOL)
              .parameters(
                  JsonObjectSchema.builder().addStringProperty("city").required("city").build())
              .build());
    }
    if (wish.schema()) {
      ask.responseFormat(
          ResponseFormat.builder().type(ResponseFormatType.JSON).jsonSchema(town()).build());
    }
    return ask.build();
  }

  private static UserMessage message(Wish wish) {
    return wish.image()
        ? UserMessage.from(TextContent.from(wish.text()), ImageContent.from(Wish.DOT, "image/png"))
        : UserMessage.from(wish.text());
  }

  private static JsonSchema town() {
    return JsonSchema.builder()
        .name("town")
        .rootElement(
            JsonObjectSchema.builder()
                .addStringProperty("name")
                .addIntegerProperty("people")
                .required("name", "people")
                .build())
        .build();
  }

  @Override
  public Heard ask(String model, Wish wish) {
    ChatRequest question = question(model, wish);
    return heard(wish.stream() ? stream(question) : plain.chat(question));
  }

  private ChatResponse stream(ChatRequest question) {
    CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    streaming.chat(
        question,
        new StreamingChatResponseHandler() {
          @Override
          public void onCompleteResponse(ChatResponse answer) {
            whole.complete(answer);
          }

          @Override
          public void onError(Throwable error) {
            whole.completeExceptionally(error);
          }
        });
    try {
      return whole.orTimeout(MOST_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException raised ? raised : e;
    }
  }

  private static Heard heard(ChatResponse answer) {
    Heard.Pieces pieces = new Heard.Pieces();
    if (answer.aiMessage().text() != null) {
      pieces.text(answer.aiMessage().text());
    }
    for (ToolExecutionRequest call : answer.aiMessage().toolExecutionRequests()) {
      pieces.city(Wish.city(call.arguments()));
    }
    if (answer.tokenUsage() != null) {
      pieces.usage(answer.tokenUsage().inputTokenCount(), answer.tokenUsage().outputTokenCount());
    }
    return pieces.end(end(answer.finishReason())).whole();
  }

  private static Heard.End end(FinishReason reason) {
    return switch (reason) {
      case STOP -> Heard.End.STOP;
      case TOOL_EXECUTION -> Heard.End.TOOLS;
      case CONTENT_FILTER -> Heard.End.FILTERED;
      case LENGTH, OTHER -> Heard.End.OTHER;
    };
  }

  @Override
  public void hangUp(String model, Wish wish) {
    CountDownLatch pieces = new CountDownLatch(FEW);
    streaming.chat(
        question(model, wish),
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            pieces.countDown();
            if (pieces.getCount() == 0) {
              context.streamingHandle().cancel();
            }
          }

          @Override
          public void onCompleteResponse(ChatResponse answer) {}

          @Override
          public void onError(Throwable error) {}
        });
    try {
      if (!pieces.await(MOST_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("pieces missing: " + pieces.getCount());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int status(RuntimeException raised) {
    for (Throwable t = raised; t != null; t = t.getCause()) {
      if (t instanceof HttpException said) {
        return said.statusCode();
      }
    }
    return -1;
  }

  @Override
  public void close() {
    // It has nothing to close.
  }
}
