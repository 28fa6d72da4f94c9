package dev.isthmus.core.dialect.responses;

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

/**
 * OpenAI's Responses API as callers speak it. Nothing is stored: a request brings its whole
 * conversation, and whoever wants to go on with an answer sends its items back.
 */
public final class ResponsesTurnSide implements CallerSide {

  private static final Map<Feature, String> NAMES =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(Feature.TEMPERATURE, "temperature"),
              Map.entry(Feature.TOP_P, "top_p"),
              Map.entry(Feature.MAX_TOKENS, "max_output_tokens"),
              Map.entry(Feature.LOGPROBS, "top_logprobs"),
              Map.entry(Feature.JSON, "text.format"),
              Map.entry(Feature.JSON_SCHEMA, "text.format.schema"),
              Map.entry(Feature.THINKING, "reasoning.effort"),
              Map.entry(Feature.END_USER, "user"),
              Map.entry(Feature.TOOLS, "tools"),
              Map.entry(Feature.TOOL_CHOICE_REQUIRED, "tool_choice"),
              Map.entry(Feature.TOOL_CHOICE_NONE, "tool_choice"),
              Map.entry(Feature.TOOL_CHOICE_NAMES, "tool_choice"),
              Map.entry(Feature.SINGLE_TOOL_CALLS, "parallel_tool_calls"),
              Map.entry(Feature.STRICT_TOOLS, "tools.strict"),
              Map.entry(Feature.IMAGE, "input.content.image_url"),
              Map.entry(Feature.IMAGE_URL, "input.content.image_url"),
              Map.entry(Feature.DOCUMENT, "input.content.file_data"),
              Map.entry(Feature.DOCUMENT_URL, "input.content.file_url"),
              Map.entry(Feature.AUDIO, "input.content.input_audio"),
              Map.entry(Feature.VIDEO, "input.content.file_data"),
              Map.entry(Feature.TOOL_RESULT_MEDIA, "input.output")));

  @Override
  public String name() {
    return "responses";
  }

  @Override
  public @Nullable String nameOf(Feature feature) {
    return NAMES.get(feature);
  }

  @Override
  public String conversation() {
    return "input";
  }

  @Override
  public String toolArguments() {
    return "input.arguments";
  }

  @Override
  public Map<String, Fate> fields() {
    return ResponsesField.ALL.fates();
  }

  @Override
  public TurnSettings readRequest(ByteBuf body, Losses losses, TurnSink sink) throws IOException {
    return new ResponsesRequestReader(body, losses, sink).read();
  }

  @Override
  public AnswerWriter answerWriter(AnswerContext context) {
    return context.stream()
        ? new ResponsesStreamWriter(context)
        : new ResponsesDocumentWriter(context);
  }
}
