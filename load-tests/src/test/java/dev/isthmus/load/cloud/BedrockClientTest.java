package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ImageFormat;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/** AWS's own client takes the simulated Bedrock for the real one. */
@TestInstance(Lifecycle.PER_CLASS)
final class BedrockClientTest {

  private static final Tempo WORD_BY_WORD =
      new Tempo(Duration.ZERO, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 1);
  private static final String MODEL = "us.anthropic.claude-sonnet-4-5-v1:0";

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final BedrockRuntimeClient client;
  private final BedrockRuntimeAsyncClient streams;

  BedrockClientTest() throws IOException {
    cloud =
        host.open(
            CloudSpec.bedrock("br", "us-east-1")
                .key("AKID:secret")
                .deploy(Deployment.of(MODEL, "claude").tempo(WORD_BY_WORD))
                .deploy(Deployment.embedding("amazon.titan-embed-text-v2:0", "titan", 8)));
    client = client("secret");
    streams =
        BedrockRuntimeAsyncClient.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(cloud.base())
            .credentialsProvider(keys("secret"))
            .overrideConfiguration(once -> once.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
            .build();
  }

  private BedrockRuntimeClient client(String secret) {
    return BedrockRuntimeClient.builder()
        .region(Region.US_EAST_1)
        .endpointOverride(cloud.base())
        .credentialsProvider(keys(secret))
        .overrideConfiguration(once -> once.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static StaticCredentialsProvider keys(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", secret));
  }

  @AfterEach
  void heal() {
    cloud.faults().clear();
  }

  @AfterAll
  void close() {
    client.close();
    streams.close();
    host.close();
  }

  @Test
  void aPlainAnswerAndAStreamSayTheSame() throws Exception {
    ConverseResponse plain =
        client.converse(
            ask ->
                ask.modelId(MODEL)
                    .messages(user(ContentBlock.fromText("hi sim:tokens=12")))
                    .toolConfig(tools()));
    Heard heard = stream("hi sim:tokens=12");

    assertEquals(plain.output().message().content().get(0).text(), heard.text());
    assertEquals(StopReason.END_TURN, plain.stopReason());
    assertEquals(StopReason.END_TURN, heard.stop);
    assertEquals(12, plain.usage().outputTokens());
    assertEquals(List.of(plain.usage()), heard.usage);
  }

  @Test
  void parallelCallsAreAnsweredInTheNextTurn() {
    Message question = user(ContentBlock.fromText("Weather in Oslo and Rome?"));
    ConverseResponse calls =
        client.converse(ask -> ask.modelId(MODEL).messages(question).toolConfig(tools()));
    assertEquals(StopReason.TOOL_USE, calls.stopReason());
    List<ToolUseBlock> uses =
        calls.output().message().content().stream().map(ContentBlock::toolUse).toList();
    assertEquals(
        List.of("Oslo", "Rome"),
        uses.stream()
            .map(use -> Objects.requireNonNull(use.input().asMap().get("city")).asString())
            .toList());

    Message results =
        user(
            uses.stream()
                .map(
                    use ->
                        ContentBlock.fromToolResult(
                            result ->
                                result
                                    .toolUseId(use.toolUseId())
                                    .content(ToolResultContentBlock.fromText("3 C"))))
                .toArray(ContentBlock[]::new));
    ConverseResponse last =
        client.converse(
            ask ->
                ask.modelId(MODEL)
                    .messages(question, calls.output().message(), results)
                    .toolConfig(tools()));

    assertEquals(StopReason.END_TURN, last.stopReason());
    assertThrows(
        ValidationException.class,
        () ->
            client.converse(
                ask ->
                    ask.modelId(MODEL)
                        .messages(question, calls.output().message(), question)
                        .toolConfig(tools())));
  }

  @Test
  void callsAreStreamedInPieces() throws Exception {
    Heard heard = stream("Weather in Oslo and Rome?");

    assertEquals(List.of("get_weather", "get_weather"), heard.tools);
    assertEquals("{\"city\":\"Oslo\"}{\"city\":\"Rome\"}", String.join("", heard.input));
    assertTrue(heard.input.size() > 2);
    assertEquals(StopReason.TOOL_USE, heard.stop);
  }

  @Test
  void anImageIsSeen() {
    ContentBlock text = ContentBlock.fromText("What is it? sim:tokens=2");
    ContentBlock image =
        ContentBlock.fromImage(
            one ->
                one.format(ImageFormat.PNG)
                    .source(source -> source.bytes(SdkBytes.fromUtf8String("png"))));

    int without = client.converse(ask(text)).usage().inputTokens();
    int with = client.converse(ask(text, image)).usage().inputTokens();

    assertEquals(1500, with - without);
  }

  @Test
  void tokensAreCountedAndTextsEmbedded() {
    int counted =
        client
            .countTokens(
                ask ->
                    ask.modelId(MODEL.replaceFirst("^us\\.", ""))
                        .input(
                            input ->
                                input.converse(
                                    converse ->
                                        converse.messages(user(ContentBlock.fromText("hello"))))))
            .inputTokens();
    SdkBytes embedded =
        client
            .invokeModel(
                ask ->
                    ask.modelId("amazon.titan-embed-text-v2:0")
                        .body(SdkBytes.fromUtf8String("{\"inputText\":\"a\"}")))
            .body();

    assertEquals(
        client.converse(ask(ContentBlock.fromText("hello"))).usage().inputTokens(), counted);
    assertTrue(embedded.asUtf8String().startsWith("{\"embedding\":["), embedded.asUtf8String());
  }

  @Test
  void refusalsAreTyped() {
    ConverseRequest question = ask(ContentBlock.fromText("hi"));
    cloud.faults().add(Fault.status(429).times(1));
    assertThrows(ThrottlingException.class, () -> client.converse(question));

    try (BedrockRuntimeClient stranger = client("wrong")) {
      BedrockRuntimeException refused =
          assertThrows(BedrockRuntimeException.class, () -> stranger.converse(question));
      assertEquals(403, refused.statusCode());
      assertEquals("InvalidSignatureException", refused.awsErrorDetails().errorCode());
    }
  }

  @Test
  void anExceptionInTheStreamIsRaised() {
    cloud.faults().add(Fault.of(FaultKind.ERROR_MIDSTREAM).afterEvents(3).standingFor(429));

    ExecutionException failed = assertThrows(ExecutionException.class, () -> stream("hi"));

    assertInstanceOf(ThrottlingException.class, failed.getCause());
  }

  @Test
  void aStreamThatIsCutInsideAPreludeHasNoEndThoughTheClientDoesNotMind() throws Exception {
    cloud.faults().add(Fault.of(FaultKind.TRUNCATE).afterEvents(3).bytes(7));

    Heard heard = stream("hi sim:tokens=12");

    assertEquals(2, heard.texts.size());
    assertEquals(StopReason.UNKNOWN_TO_SDK_VERSION, heard.stop);
    assertTrue(heard.usage.isEmpty());
  }

  /** What a stream said. */
  private static final class Heard implements ConverseStreamResponseHandler.Visitor {
    final List<String> texts = new ArrayList<>();
    final List<String> tools = new ArrayList<>();
    final List<String> input = new ArrayList<>();
    final List<Object> usage = new ArrayList<>();
    StopReason stop = StopReason.UNKNOWN_TO_SDK_VERSION;

    String text() {
      return texts.stream().collect(Collectors.joining());
    }

    @Override
    public void visitContentBlockStart(ContentBlockStartEvent event) {
      tools.add(event.start().toolUse().name());
    }

    @Override
    public void visitContentBlockDelta(ContentBlockDeltaEvent event) {
      if (event.delta().toolUse() != null) {
        input.add(event.delta().toolUse().input());
      } else {
        texts.add(event.delta().text());
      }
    }

    @Override
    public void visitMessageStop(MessageStopEvent event) {
      stop = event.stopReason();
    }

    @Override
    public void visitMetadata(ConverseStreamMetadataEvent event) {
      usage.add(event.usage());
    }
  }

  private Heard stream(String text) throws Exception {
    Heard heard = new Heard();
    ConverseStreamRequest request =
        ConverseStreamRequest.builder()
            .modelId(MODEL)
            .messages(user(ContentBlock.fromText(text)))
            .toolConfig(tools())
            .build();
    streams
        .converseStream(request, ConverseStreamResponseHandler.builder().subscriber(heard).build())
        .get(10, TimeUnit.SECONDS);
    return heard;
  }

  private static ConverseRequest ask(ContentBlock... content) {
    return ConverseRequest.builder().modelId(MODEL).messages(user(content)).build();
  }

  private static Message user(ContentBlock... content) {
    return Message.builder().role(ConversationRole.USER).content(content).build();
  }

  private static ToolConfiguration tools() {
    Document city = Document.fromMap(Map.of("type", Document.fromString("string")));
    Document schema =
        Document.fromMap(
            Map.of(
                "type",
                Document.fromString("object"),
                "properties",
                Document.fromMap(Map.of("city", city))));
    Tool tool =
        Tool.fromToolSpec(
            spec -> spec.name("get_weather").inputSchema(input -> input.json(schema)));
    return ToolConfiguration.builder().tools(tool).build();
  }
}
