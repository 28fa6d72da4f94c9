package dev.isthmus.core.dialect.anthropic;

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

/** Anthropic's Messages as callers speak it, towards providers that speak something else. */
public final class MessagesTurnSide implements CallerSide {

  private static final Map<Feature, String> NAMES =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(Feature.TEMPERATURE, "temperature"),
              Map.entry(Feature.TOP_P, "top_p"),
              Map.entry(Feature.TOP_K, "top_k"),
              Map.entry(Feature.MAX_TOKENS, "max_tokens"),
              Map.entry(Feature.STOP, "stop_sequences"),
              Map.entry(Feature.JSON_SCHEMA, "output_config.format"),
              Map.entry(Feature.THINKING, "thinking"),
              Map.entry(Feature.END_USER, "metadata.user_id"),
              Map.entry(Feature.TOOLS, "tools"),
              Map.entry(Feature.TOOL_CHOICE_REQUIRED, "tool_choice"),
              Map.entry(Feature.TOOL_CHOICE_NONE, "tool_choice"),
              Map.entry(Feature.TOOL_CHOICE_NAMES, "tool_choice"),
              Map.entry(Feature.SINGLE_TOOL_CALLS, "tool_choice.disable_parallel_tool_use"),
              Map.entry(Feature.STRICT_TOOLS, "tools.strict"),
              Map.entry(Feature.IMAGE, "messages.content.image"),
              Map.entry(Feature.IMAGE_URL, "messages.content.image.source.url"),
              Map.entry(Feature.DOCUMENT, "messages.content.document"),
              Map.entry(Feature.DOCUMENT_URL, "messages.content.document.source.url"),
              Map.entry(Feature.TOOL_RESULT_MEDIA, "messages.content.tool_result.content"),
              Map.entry(Feature.TOOL_FAILURE, "messages.content.tool_result.is_error"),
              Map.entry(Feature.CACHE_MARK, "cache_control")));

  @Override
  public String name() {
    return "anthropic";
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
    return "messages.content.tool_use.input";
  }

  @Override
  public Map<String, Fate> fields() {
    return MessagesTurnField.ALL.fates();
  }

  @Override
  public TurnSettings readRequest(ByteBuf body, Losses losses, TurnSink sink) throws IOException {
    return new MessagesTurnRequestReader(body, losses, sink).read();
  }

  @Override
  public TurnSettings readCount(ByteBuf body, Losses losses, TurnSink sink) throws IOException {
    return new MessagesTurnRequestReader(body, losses, sink).readCount();
  }

  @Override
  public AnswerWriter answerWriter(AnswerContext context) {
    return context.stream()
        ? new MessagesTurnStreamWriter(context)
        : new MessagesTurnDocumentWriter(context);
  }
}
