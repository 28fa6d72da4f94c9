package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Anthropic's own client takes the simulated cloud for the real one. */
final class AnthropicClientTest {

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final AnthropicClient client;

  AnthropicClientTest() throws IOException {
    cloud =
        host.open(
            CloudSpec.anthropic("an").key("k").deploy(Deployment.of("claude", "claude-2026")));
    client = with("k");
  }

  @AfterEach
  void close() {
    client.close();
    host.close();
  }

  @Test
  void aPlainAnswerIsRead() {
    Message answer = client.messages().create(ask("sim:tokens=12").build());

    assertEquals(12, answer.usage().outputTokens());
    assertEquals(StopReason.END_TURN, answer.stopReason().orElseThrow());
    assertEquals("claude-2026", answer.model().asString());
  }

  @Test
  void aStreamBuildsTheSameMessage() {
    MessageCreateParams question = ask("sim:tokens=30").enabledThinking(1024).build();

    Message plain = client.messages().create(question);
    Message streamed = stream(question);

    assertTrue(plain.content().get(0).isThinking());
    assertEquals(texts(plain), texts(streamed));
    assertEquals(
        plain.content().get(0).asThinking().signature(),
        streamed.content().get(0).asThinking().signature());
    assertEquals(plain.usage().outputTokens(), streamed.usage().outputTokens());
    assertEquals(plain.usage().inputTokens(), streamed.usage().inputTokens());
  }

  @Test
  void toolsAreCalledTogetherAndTheirResultsTakenWithTheThoughts() {
    MessageCreateParams question =
        ask("Weather in Oslo and Rome?").addTool(weather()).enabledThinking(1024).build();

    for (Message turn : List.of(client.messages().create(question), stream(question))) {
      List<ContentBlock> calls = turn.content().stream().filter(ContentBlock::isToolUse).toList();
      assertEquals(2, calls.size());
      assertTrue(calls.get(1).asToolUse()._input().toString().contains("Rome"));
      assertEquals(StopReason.TOOL_USE, turn.stopReason().orElseThrow());
      List<ContentBlockParam> results = calls.stream().map(AnthropicClientTest::result).toList();

      Message last =
          client
              .messages()
              .create(
                  question.toBuilder()
                      .addMessage(turn)
                      .addUserMessageOfContentBlockParams(results)
                      .build());

      assertEquals(StopReason.END_TURN, last.stopReason().orElseThrow());
    }
  }

  private static ContentBlockParam result(ContentBlock call) {
    String id = call.asToolUse().id();
    return ContentBlockParam.ofToolResult(
        ToolResultBlockParam.builder().toolUseId(id).content("14 C").build());
  }

  @Test
  void anImageIsSeen() {
    Base64ImageSource source =
        Base64ImageSource.builder()
            .data("iVBORw0KGgo=")
            .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
            .build();
    List<ContentBlockParam> content =
        List.of(
            ContentBlockParam.ofImage(ImageBlockParam.builder().source(source).build()),
            ContentBlockParam.ofText(TextBlockParam.builder().text("Which colour?").build()));

    Message answer =
        client
            .messages()
            .create(
                MessageCreateParams.builder()
                    .model("claude")
                    .maxTokens(64)
                    .addUserMessageOfContentBlockParams(content)
                    .build());

    assertTrue(answer.usage().inputTokens() > 1500);
  }

  @Test
  void aSchemaIsFollowed() {
    JsonOutputFormat.Schema schema =
        JsonOutputFormat.Schema.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty(
                "properties", JsonValue.from(Map.of("n", Map.of("type", "integer"))))
            .putAdditionalProperty("additionalProperties", JsonValue.from(false))
            .build();
    OutputConfig config =
        OutputConfig.builder().format(JsonOutputFormat.builder().schema(schema).build()).build();

    Message answer = client.messages().create(ask("x").outputConfig(config).build());

    assertEquals("{\"n\":7}", texts(answer));
  }

  @Test
  void tokensAreCountedAndModelsListed() {
    long counted =
        client
            .messages()
            .countTokens(
                MessageCountTokensParams.builder().model("claude").addUserMessage("Hi").build())
            .inputTokens();

    assertTrue(counted > 0);
    assertEquals("claude", client.models().list().data().get(0).id());
    assertEquals("claude", client.models().retrieve("claude").id());
  }

  @Test
  void everyRefusalIsTheTypedException() {
    assertThrows(
        NotFoundException.class,
        () -> client.messages().create(ask("x").model("claude-9").build()));
    BadRequestException bad =
        assertThrows(BadRequestException.class, () -> client.messages().create(ask("").build()));
    assertTrue(bad.requestId().orElseThrow().startsWith("req_"));
    assertEquals(ErrorType.INVALID_REQUEST_ERROR, bad.type().orElseThrow());
    AnthropicClient stranger = with("wrong");
    assertThrows(UnauthorizedException.class, () -> stranger.messages().create(ask("x").build()));
    stranger.close();
  }

  @Test
  void limitsAndOverloadAreTheTypedExceptions() {
    int limit = cloud.faults().add(Fault.status(429).retryAfter(RetryForm.SECONDS, 41_000));
    RateLimitException limited =
        assertThrows(RateLimitException.class, () -> client.messages().create(ask("x").build()));
    assertEquals(List.of("41"), limited.headers().values("retry-after"));
    cloud.faults().remove(limit);
    cloud.faults().add(Fault.status(529));

    AnthropicServiceException busy =
        assertThrows(
            AnthropicServiceException.class, () -> client.messages().create(ask("x").build()));

    assertEquals(529, busy.statusCode());
    assertEquals(ErrorType.OVERLOADED_ERROR, busy.type().orElseThrow());
  }

  @Test
  void aStreamThatDiesIsNoMessage() {
    for (FaultKind kind : List.of(FaultKind.ERROR_MIDSTREAM, FaultKind.RESET_AFTER_EVENTS)) {
      int fault = cloud.faults().add(Fault.of(kind).afterEvents(4));
      MessageAccumulator message = MessageAccumulator.create();

      assertThrows(RuntimeException.class, () -> stream(ask("sim:tokens=40").build(), message));

      assertThrows(RuntimeException.class, message::message);
      cloud.faults().remove(fault);
    }
    cloud.faults().add(Fault.of(FaultKind.END_EARLY).afterEvents(4));
    assertThrows(RuntimeException.class, () -> stream(ask("sim:tokens=40").build()));
    assertFalse(cloud.bill().sales(Sale.End.BROKEN).isEmpty());
  }

  private Message stream(MessageCreateParams question) {
    MessageAccumulator message = MessageAccumulator.create();
    stream(question, message);
    return message.message();
  }

  private void stream(MessageCreateParams question, MessageAccumulator into) {
    try (StreamResponse<RawMessageStreamEvent> stream =
        client.messages().createStreaming(question)) {
      stream.stream().forEach(into::accumulate);
    }
  }

  private AnthropicClient with(String key) {
    return AnthropicOkHttpClient.builder()
        .baseUrl(cloud.base().toString())
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  private static MessageCreateParams.Builder ask(String text) {
    return MessageCreateParams.builder().model("claude").maxTokens(4000).addUserMessage(text);
  }

  private static Tool weather() {
    Tool.InputSchema.Properties city =
        Tool.InputSchema.Properties.builder()
            .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
            .build();
    return Tool.builder()
        .name("get_weather")
        .inputSchema(Tool.InputSchema.builder().properties(city).build())
        .build();
  }

  private static String texts(Message message) {
    StringBuilder text = new StringBuilder();
    message.content().forEach(block -> block.text().ifPresent(one -> text.append(one.text())));
    return text.toString();
  }
}
