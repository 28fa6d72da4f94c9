package dev.isthmus.core.dialect.openai;

import dev.isthmus.core.dialect.turn.AnswerContext;
import dev.isthmus.core.dialect.turn.AnswerWriter;
import dev.isthmus.core.dialect.turn.CallerSide;
import dev.isthmus.core.dialect.turn.Fate;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI chat as callers speak it, towards providers that speak something else. */
public final class ChatTurnSide implements CallerSide {

  private static final Map<Feature, String> NAMES =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(Feature.TEMPERATURE, "temperature"),
              Map.entry(Feature.TOP_P, "top_p"),
              Map.entry(Feature.PRESENCE_PENALTY, "presence_penalty"),
              Map.entry(Feature.FREQUENCY_PENALTY, "frequency_penalty"),
              Map.entry(Feature.SEED, "seed"),
              Map.entry(Feature.MAX_TOKENS, "max_completion_tokens"),
              Map.entry(Feature.STOP, "stop"),
              Map.entry(Feature.CHOICES, "n"),
              Map.entry(Feature.LOGPROBS, "logprobs"),
              Map.entry(Feature.JSON, "response_format"),
              Map.entry(Feature.JSON_SCHEMA, "response_format.json_schema"),
              Map.entry(Feature.THINKING, "reasoning_effort"),
              Map.entry(Feature.END_USER, "user"),
              Map.entry(Feature.TOOLS, "tools"),
              Map.entry(Feature.TOOL_CHOICE_REQUIRED, "tool_choice"),
              Map.entry(Feature.TOOL_CHOICE_NONE, "tool_choice"),
              Map.entry(Feature.TOOL_CHOICE_NAMES, "tool_choice"),
              Map.entry(Feature.SINGLE_TOOL_CALLS, "parallel_tool_calls"),
              Map.entry(Feature.STRICT_TOOLS, "tools.function.strict"),
              Map.entry(Feature.IMAGE, "messages.content.image_url"),
              Map.entry(Feature.IMAGE_URL, "messages.content.image_url.url"),
              Map.entry(Feature.DOCUMENT, "messages.content.file"),
              Map.entry(Feature.AUDIO, "messages.content.input_audio"),
              Map.entry(Feature.VIDEO, "messages.content.file")));

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public @Nullable String nameOf(Feature feature) {
    return NAMES.get(feature);
  }

  @Override
  public String conversation() {
    return "messages";
  }

  @Override
  public String toolArguments() {
    return "messages.tool_calls.function.arguments";
  }

  @Override
  public Map<String, Fate> fields() {
    return ChatTurnField.ALL.fates();
  }

  @Override
  public TurnSettings readRequest(ByteBuf body, Losses losses, TurnSink sink) throws IOException {
    return new ChatTurnRequestReader(body, losses, sink).read();
  }

  @Override
  public AnswerWriter answerWriter(AnswerContext context) {
    return context.stream()
        ? new ChatTurnStreamWriter(context)
        : new ChatTurnDocumentWriter(context);
  }
}
