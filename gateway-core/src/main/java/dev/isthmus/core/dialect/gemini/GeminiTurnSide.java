package dev.isthmus.core.dialect.gemini;

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

/** Google's generateContent as callers speak it, towards providers that speak something else. */
public final class GeminiTurnSide implements CallerSide {
  private static final String CALLING = "toolConfig.functionCallingConfig";
  private static final String RESPONSE = "contents.parts.functionResponse";

  private static final Map<Feature, String> NAMES =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(Feature.TEMPERATURE, "generationConfig.temperature"),
              Map.entry(Feature.TOP_P, "generationConfig.topP"),
              Map.entry(Feature.TOP_K, "generationConfig.topK"),
              Map.entry(Feature.PRESENCE_PENALTY, "generationConfig.presencePenalty"),
              Map.entry(Feature.FREQUENCY_PENALTY, "generationConfig.frequencyPenalty"),
              Map.entry(Feature.SEED, "generationConfig.seed"),
              Map.entry(Feature.MAX_TOKENS, "generationConfig.maxOutputTokens"),
              Map.entry(Feature.STOP, "generationConfig.stopSequences"),
              Map.entry(Feature.CHOICES, "generationConfig.candidateCount"),
              Map.entry(Feature.LOGPROBS, "generationConfig.responseLogprobs"),
              Map.entry(Feature.JSON, "generationConfig.responseMimeType"),
              Map.entry(Feature.JSON_SCHEMA, "generationConfig.responseSchema"),
              Map.entry(Feature.THINKING, "generationConfig.thinkingConfig"),
              Map.entry(Feature.TOOLS, "tools.functionDeclarations"),
              Map.entry(Feature.TOOL_CHOICE_REQUIRED, CALLING + ".mode"),
              Map.entry(Feature.TOOL_CHOICE_NONE, CALLING + ".mode"),
              Map.entry(Feature.TOOL_CHOICE_NAMES, CALLING + ".allowedFunctionNames"),
              Map.entry(Feature.IMAGE, "contents.parts.inlineData"),
              Map.entry(Feature.IMAGE_URL, "contents.parts.fileData"),
              Map.entry(Feature.DOCUMENT, "contents.parts.inlineData"),
              Map.entry(Feature.DOCUMENT_URL, "contents.parts.fileData"),
              Map.entry(Feature.AUDIO, "contents.parts.inlineData"),
              Map.entry(Feature.VIDEO, "contents.parts.fileData"),
              Map.entry(Feature.TOOL_RESULT_MEDIA, RESPONSE + ".parts"),
              Map.entry(Feature.TOOL_FAILURE, RESPONSE + ".response.error")));

  @Override
  public String name() {
    return "gemini";
  }

  @Override
  public @Nullable String nameOf(Feature feature) {
    return NAMES.get(feature);
  }

  @Override
  public String conversation() {
    return "contents";
  }

  @Override
  public String toolArguments() {
    return "contents.parts.functionCall.args";
  }

  @Override
  public Map<String, Fate> fields() {
    return GeminiTurnField.ALL.fates();
  }

  @Override
  public TurnSettings readRequest(ByteBuf body, Losses losses, TurnSink sink) throws IOException {
    return new GeminiTurnRequestReader(body, losses, sink).read();
  }

  @Override
  public AnswerWriter answerWriter(AnswerContext context) {
    return context.stream()
        ? new GeminiTurnStreamWriter(context)
        : new GeminiTurnDocumentWriter(context);
  }
}
