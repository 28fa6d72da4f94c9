package dev.isthmus.load.acceptance;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.Usage;
import java.util.List;
import java.util.Map;

/** Anthropic's own client for Java. */
final class MessagesMatrixClient implements MatrixClient {
  private static final int MOST_TOKENS = 4096;

  private final AnthropicClient client;

  MessagesMatrixClient(AnthropicClient client) {
    this.client = client;
  }

  private static MessageCreateParams question(String model, Wish wish) {
    MessageCreateParams.Builder ask =
        MessageCreateParams.builder().model(model).maxTokens(MOST_TOKENS);
    if (wish.image()) {
      ask.addUserMessageOfContentBlockParams(List.of(dot(), text(wish.text())));
    } else {
      ask.addUserMessage(wish.text());
    }
    if (wish.tool()) {
      ask.addTool(weather());
    }
    if (wish.schema()) {
      ask.outputConfig(town());
    }
    return ask.build();
  }

  private static ContentBlockParam text(String text) {
    return ContentBlockParam.ofText(TextBlockParam.builder().text(text).build());
  }

  private static ContentBlockParam dot() {
    Base64ImageSource source =
        Base64ImageSource.builder()
            .data(Wish.DOT)
            .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
            .build();
    return ContentBlockParam.ofImage(ImageBlockParam.builder().source(source).build());
  }

  private static Tool weather() {
    Tool.InputSchema.Properties.Builder properties = Tool.InputSchema.Properties.builder();
    Wish.CITY.forEach(
        (name, schema) -> properties.putAdditionalProperty(name, JsonValue.from(schema)));
    return Tool.builder()
        .name(Wish.TOOL)
        .inputSchema(
            Tool.InputSchema.builder().properties(properties.build()).addRequired("city").build())
        .build();
  }

  private static OutputConfig town() {
    JsonOutputFormat.Schema.Builder schema = JsonOutputFormat.Schema.builder();
    Wish.TOWN.forEach((name, value) -> schema.putAdditionalProperty(name, JsonValue.from(value)));
    return OutputConfig.builder()
        .format(JsonOutputFormat.builder().schema(schema.build()).build())
        .build();
  }

  @Override
  public Heard ask(String model, Wish wish) {
    MessageCreateParams question = question(model, wish);
    return heard(wish.stream() ? stream(question) : client.messages().create(question).validate());
  }

  private Message stream(MessageCreateParams question) {
    MessageAccumulator message = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> events =
        client.messages().createStreaming(question)) {
      events.stream().forEach(message::accumulate);
    }
    return message.message();
  }

  private static Heard heard(Message answer) {
    Heard.Pieces pieces = new Heard.Pieces();
    for (ContentBlock block : answer.content()) {
      block.text().ifPresent(text -> pieces.text(text.text()));
      block.toolUse().ifPresent(call -> pieces.city(city(call._input())));
    }
    Usage used = answer.usage();
    long input =
        used.inputTokens()
            + used.cacheReadInputTokens().orElse(0L)
            + used.cacheCreationInputTokens().orElse(0L);
    return pieces.usage(input, used.outputTokens()).end(end(answer)).whole();
  }

  private static String city(JsonValue input) {
    return String.valueOf(input.convert(Map.class).get("city"));
  }

  private static Heard.End end(Message answer) {
    StopReason reason = answer.stopReason().orElseThrow();
    if (reason.equals(StopReason.END_TURN)) {
      return Heard.End.STOP;
    }
    if (reason.equals(StopReason.TOOL_USE)) {
      return Heard.End.TOOLS;
    }
    return reason.equals(StopReason.REFUSAL) ? Heard.End.FILTERED : Heard.End.OTHER;
  }

  @Override
  public void hangUp(String model, Wish wish) {
    try (StreamResponse<RawMessageStreamEvent> events =
        client.messages().createStreaming(question(model, wish))) {
      events.stream()
          .filter(RawMessageStreamEvent::isContentBlockDelta)
          .limit(FEW)
          .forEach(one -> {});
    }
  }

  @Override
  public int status(RuntimeException raised) {
    return raised instanceof AnthropicServiceException said ? said.statusCode() : -1;
  }

  @Override
  public void close() {
    client.close();
  }
}
